# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize colorizers``: what there is, what can be installed, how good it is."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import click
from tqdm import tqdm

from backend.cli.decoder_options import decoder_dials
from backend.cli.device import device_option
from backend.cli.finite_range import FiniteRange
from models.card import Card
from models.published.releases import RELEASES

_WIDTH = 92


@click.group(invoke_without_command=True)
@click.pass_context
def colorizers(context: click.Context) -> None:
    """List the colorizers with their papers and licences; install, remove or measure them."""
    if context.invoked_subcommand is None:
        _list()


@colorizers.command()
@click.argument("name", type=click.Choice(sorted(RELEASES)))
@click.option(
    "--from",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The published file, if it is already on this computer.",
)
def install(name: str, file: Path | None) -> None:
    """Install the weights that the authors of a paper published.

    They are fetched from the authors' address, or from a mirror; a download that broke off is
    continued. Only the very file that was published is accepted.
    """
    from models.published.installation import install

    release = RELEASES[name]
    if file is None:
        click.echo(f"Fetching {release.file_name} ({release.size / 1e6:.0f} MB) ...", err=True)
    with tqdm(unit="B", unit_scale=True, disable=None) as bar:

        def report(step: str, done: int, total: int) -> None:
            if step == "fetching":
                bar.total = total
                bar.update(done - bar.n)

        card = install(release, file, report)
    click.echo(f"{card.title} is installed. Licence: {card.licence}.")
    click.echo("A backend that is running already uses it from the next photo on.")


@colorizers.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove weights that you installed; those that the program ships come back."""
    from models.published.installation import remove

    shipped = remove(name)
    click.echo(f"{name} is removed." + (" The shipped weights are used again." * shipped))


@colorizers.command()
@click.argument("name")
@click.option(
    "--validation",
    multiple=True,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="Tar shard or folder of colour photos to measure on; may be given several times.",
)
@decoder_dials
@click.option(
    "--smoothing",
    type=FiniteRange(0, 1),
    help="How far the network's answer is evened out between edges, as a share of the short side.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the card and the weights.",
)
@device_option
def measure(
    name: str,
    validation: tuple[Path, ...],
    temperature: float | None,
    vividness: float | None,
    saturation: float | None,
    smoothing: float | None,
    output: Path,
    device: str,
) -> None:
    """Measure a colorizer and write its card again, with the settings that it shall recommend.

    Those that are not given stay as they are. Its weights stay too.
    """
    from models import registry
    from models.device import choose_device
    from models.evaluation.remeasuring import measure_again

    given = {
        "temperature": temperature,
        "vividness": vividness,
        "saturation": saturation,
        "smoothing": smoothing,
    }
    changes = {setting: value for setting, value in given.items() if value is not None}
    card = replace(registry.card(name), **changes)  # type: ignore[arg-type]
    card = measure_again(card, validation, output, choose_device(device))
    click.echo(_figures(card, card))


def _list() -> None:
    from models import registry
    from models.published.installation import is_installed

    default = registry.card(registry.DEFAULT)
    for name in registry.names():
        card = registry.card(name)
        state = "shipped with the program"
        if is_installed(name):
            state = "installed by you"
        if not registry.weights_file(name).is_file():
            state = "missing"
        _describe(
            name + (" (default)" if name == registry.DEFAULT else ""),
            {
                "title": card.title,
                "about": card.description,
                "paper": card.paper,
                "licence": card.licence,
                "can": ", ".join(card.capabilities),
                "defaults": ", ".join(
                    f"{dial} {getattr(card, dial):g}" for dial in (*card.dials, "saturation")
                ),
                "figures": _figures(card, default),
                "size": f"{card.parameters / 1e6:.1f} million parameters" + _width(card),
                "weights": state,
            },
        )
    for name, release in RELEASES.items():
        if not is_installed(name):
            _describe(
                f"{name} (not installed)",
                {
                    "title": release.title,
                    "about": release.description,
                    "paper": release.paper,
                    "licence": release.licence,
                    "install": f"gimp-colorize colorizers install {name}"
                    f" ({release.size / 1e6:.0f} MB)",
                },
            )


def _figures(card: Card, default: Card) -> str:
    """Tell the accuracy that the card states, beside that of the default colorizer."""
    if not card.metrics:
        return ""

    def said(figures: dict[str, float]) -> str:
        return (
            f"{figures['auc_raw']:.1f} / {figures['auc_rebalanced']:.1f} / "
            f"{figures['colourfulness']:.1f}"
        )

    others = []
    if card.name != default.name and card.is_comparable_to(default):
        others.append(f"{default.name} {said(default.metrics['settings'][0])}")
    others.append(f"gray {said(card.metrics['gray'])}")
    return (
        f"AuC raw / rebalanced / colourfulness {said(card.metrics['settings'][0])} "
        f"({'; '.join(others)}; originals' colourfulness {card.metrics['true_colourfulness']:.1f})"
    )


def _width(card: Card) -> str:
    width = card.architecture.get("width")
    return "" if width is None else f", {width:g} of the published width"


def _describe(head: str, facts: dict[str, str]) -> None:
    click.secho(head, bold=True)
    for label, text in facts.items():
        lines = textwrap.wrap(text, _WIDTH - 14) or ["-"]
        click.echo(f"  {label:10}  {lines[0]}")
        for line in lines[1:]:
            click.echo(f"{'':14}{line}")

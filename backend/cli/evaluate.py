# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize evaluate``: measure colorizers on photos whose colours are known."""

from __future__ import annotations

import json
from pathlib import Path

import click

from backend.cli.device import device_option

_REPORT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument(
    "photos",
    metavar="FOLDER_OR_TAR...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--colorizer",
    "names",
    multiple=True,
    help="May be given several times; all installed ones if not given.",
)
@click.option(
    "--photos",
    "count",
    type=click.IntRange(min=2),
    help="Measure on so many photos, spread evenly over all.",
)
@click.option(
    "--labels",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tab-separated table with the columns name and imagenet_index (0-999).",
)
@click.option("--json", "json_file", type=_REPORT, help="Write the figures for programs.")
@click.option("--html", "html_file", type=_REPORT, help="Write a report with curves and pictures.")
@click.option(
    "--markdown", "markdown_file", type=_REPORT, help="Write the main figures as a Markdown table."
)
@device_option
def evaluate(
    photos: tuple[Path, ...],
    names: tuple[str, ...],
    count: int | None,
    labels: Path | None,
    json_file: Path | None,
    html_file: Path | None,
    markdown_file: Path | None,
    device: str,
) -> None:
    """Colour gray copies of colour photos and compare with the true colours.

    Prints a table with one row per colorizer and for the baselines gray, random, mean colour and
    ground truth, with 95 % intervals and the protocol behind it.

    Photos with a known ImageNet class (from --labels, or from names like n01440764_10.jpg) are also
    shown to a classifier: gray, coloured and original. That needs the extra `evaluate`.
    """
    for file in (json_file, html_file, markdown_file):
        if file is not None and not file.parent.is_dir():
            raise click.ClickException(f"The folder {file.parent} does not exist.")

    from models import registry
    from models.device import choose_device
    from models.errors import EvaluationImpossible
    from models.evaluation.evaluation import evaluate as measure
    from models.evaluation.evaluation import spread
    from models.evaluation.markdown import markdown
    from models.evaluation.page import page
    from models.evaluation.recognition import Classifier, labels_from_file, labels_from_names
    from models.evaluation.table import as_json, protocol, table
    from models.photos import find_photos

    found = find_photos(photos)
    if count is not None:
        found = spread(found, count)
    classes = labels_from_names(photo.name for photo in found)
    if labels is not None:
        classes |= labels_from_file(labels)
    classifier = None
    if any(photo.name in classes for photo in found):
        try:
            classifier = Classifier()
        except EvaluationImpossible as error:
            if labels is not None:
                raise
            click.echo(f"The figures of recognition are left out. {error}", err=True)
    elif labels is not None:
        raise click.ClickException(f"{labels} names no ImageNet class of any of these photos.")
    chosen = choose_device(device)
    colorizers = [
        registry.load(name, chosen) for name in dict.fromkeys(names or _installed(registry.names()))
    ]
    result = measure(found, colorizers, classes, classifier)
    click.echo(f"{table(result)}\n\n{protocol(result)}")
    if json_file is not None:
        _write(json_file, json.dumps(as_json(result), indent=2) + "\n")
    if html_file is not None:
        _write(html_file, page(result))
    if markdown_file is not None:
        _write(markdown_file, markdown(result))


def _write(file: Path, text: str) -> None:
    from backend.photo_files.writing import replacing

    with replacing(file) as complete:
        # Names of photos need not be UTF-8.
        complete.write_text(text, encoding="utf-8", errors="replace")


def _installed(names: list[str]) -> list[str]:
    from models import registry

    return [name for name in names if registry.weights_file(name).is_file()]

# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize train``: train a colorizer and write its weights and its card."""

from __future__ import annotations

from pathlib import Path

import click

from backend.cli.device import device_option

_PHOTOS = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("config", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--photos",
    multiple=True,
    required=True,
    type=_PHOTOS,
    help="Tar shard or folder of colour photos to train on; may be given several times.",
)
@click.option(
    "--validation",
    multiple=True,
    required=True,
    type=_PHOTOS,
    help="Tar shard or folder of other photos to measure on.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for checkpoints, figures, pictures, weights and card; a run in it goes on.",
)
@click.option(
    "--labels",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Table (tab-separated: name, class) of what the photos show, for networks that learn it.",
)
@device_option
@click.option(
    "--export-only", is_flag=True, help="Do not train: export the last checkpoint as it is."
)
@click.option(
    "--average-with",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Earlier checkpoint of the same run: export the mean of the last one and of it; may be "
    "given several times.",
)
def train(
    config: Path,
    photos: tuple[Path, ...],
    validation: tuple[Path, ...],
    output: Path,
    labels: Path | None,
    device: str,
    export_only: bool,
    average_with: tuple[Path, ...],
) -> None:
    """Train the colorizer that CONFIG describes, for example models/training/configs/compact.toml.

    Kill the run at any time; the same command goes on from the last checkpoint.
    """
    import torch

    from models.device import choose_device
    from models.training.checkpoint import CHECKPOINT
    from models.training.configuration import read_configuration
    from models.training.export import export
    from models.training.trainer import Trainer

    run = read_configuration(config)
    chosen = choose_device(device)
    if not export_only:
        Trainer(run, photos, validation, output, torch.device(chosen.name), labels).run()
    card = export(run, output / CHECKPOINT, validation, output, chosen, average_with)
    click.echo(f"{output / card.name}.safetensors and .json are written.")

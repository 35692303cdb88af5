# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize explain``: what a colorizer had in mind about a photo."""

from __future__ import annotations

from pathlib import Path

import click

from backend.cli.device import device_option
from backend.configuration import Limits

_LONGEST = 900  # of the copy that is coloured for the sheet, pixels


@click.command()
@click.argument("photo", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Picture to write; PHOTO-explained.png in the current folder if not given.",
)
@click.option("--colorizer", help="See `gimp-colorize colorizers`.")
@device_option
def explain(photo: Path, output: Path | None, colorizer: str | None, device: str) -> None:
    """Show the answer at seven temperatures, and where the photo may have which colours.

    Each small picture belongs to one square of the colour plane and is framed in its colour: the
    brighter a place, the more probable the colour is there. A colorizer that knows no temperature
    has one answer.
    """
    from PIL import Image

    from backend.explanation_sheet import explanation_sheet
    from backend.file_identity import identity
    from backend.inference import Inference
    from backend.photo_files.formats import BadPhotoFile, cause
    from backend.photo_files.reading import read_photo_file
    from backend.photo_files.writing import replacing
    from models import registry
    from models.capabilities import Capability
    from models.color.gray import preview_plane
    from models.errors import NoDistribution
    from models.explanation import probability_maps, temperature_strip
    from models.recomposition import automatic

    target = output or Path(f"{photo.stem}-explained.png")
    if identity(target) == identity(photo):
        raise BadPhotoFile(f"{target} is the photo itself and is not replaced.")
    name = colorizer or registry.DEFAULT
    inference = Inference(device)
    card = inference.load(name).card
    if Capability.DISTRIBUTION not in card.capabilities:
        raise NoDistribution(
            f"{card.title} predicts a single colour for each place: there is nothing else to "
            "show. Choose another colorizer."
        )
    gray = read_photo_file(photo, Limits.max_pixels).gray
    prediction = inference.predict(name, gray).prediction
    maps = probability_maps(prediction)
    small = preview_plane(gray, _LONGEST)
    if Capability.TEMPERATURE in card.capabilities:
        strip = [
            (f"T = {temperature:g}", picture)
            for temperature, picture in temperature_strip(prediction, small, card.defaults)
        ]
    else:
        strip = [("", automatic(prediction, small, card.defaults).srgb())]
    sheet: Image.Image = explanation_sheet(strip, maps)
    try:
        with replacing(target) as complete:
            sheet.save(complete)
    except ValueError as error:
        raise BadPhotoFile(f"{target} cannot be written{cause(error)}.") from error
    click.echo(click.format_filename(target))

# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet of automatic regions: ``python -m backend.region_sheet OUT.png PHOTO...``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from PIL import Image, ImageDraw, ImageFont
from skimage.segmentation import find_boundaries

from backend.cli.device import device_option
from backend.configuration import Limits
from backend.inference import Inference
from backend.photo_files.reading import read_photo_file
from models import registry
from models.color.gray import preview_plane
from models.errors import ColorizeError
from models.recomposition import automatic
from models.regions.automatic import automatic_regions

_SIDE = 480  # long side of a picture, pixels
_MARGIN = 12
_LABEL = 26
_COLUMNS = 4
_BORDER = (255, 230, 0)
_PAPER = (255, 255, 255)
_INK = (32, 32, 32)


def region_sheet(photos: Sequence[Path], colorizer: str, device: str) -> Image.Image:
    """Draw the borders of the automatic regions over the coloured photos.

    Parameters
    ----------
    photos : sequence of Path
        Image files.
    colorizer, device : str
        With what the regions are found.

    Returns
    -------
    PIL.Image.Image
        RGB: each photo with its number of regions underneath.

    Raises
    ------
    models.errors.ColorizeError
        When a photo cannot be read or there is no such colorizer.
    """
    inference = Inference(device)
    settings = inference.load(colorizer).card.defaults
    columns = min(_COLUMNS, len(photos))
    cell = _SIDE + _LABEL + _MARGIN
    width = _MARGIN + columns * (_SIDE + _MARGIN)
    sheet = Image.new("RGB", (width, _MARGIN + math.ceil(len(photos) / columns) * cell), _PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(18)
    for number, path in enumerate(photos):
        gray = read_photo_file(path, Limits.max_pixels).gray
        prediction = inference.predict(colorizer, gray).prediction
        labels = automatic_regions(prediction)
        coloured = Image.fromarray(
            automatic(prediction, preview_plane(gray, _SIDE), settings).srgb()
        )
        scale = _SIDE / max(coloured.size)
        size = round(coloured.width * scale), round(coloured.height * scale)
        pixels = np.array(coloured.resize(size, Image.Resampling.LANCZOS))
        enlarged = Image.fromarray(labels.astype(np.uint8)).resize(size, Image.Resampling.NEAREST)
        pixels[find_boundaries(np.asarray(enlarged))] = _BORDER
        row, column = divmod(number, columns)
        left, top = _MARGIN + column * (_SIDE + _MARGIN), _MARGIN + row * cell
        sheet.paste(Image.fromarray(pixels), (left, top))
        text = f"{path.stem}: {labels.max() + 1} regions"
        draw.text((left + size[0] // 2, top + size[1] + 3), text, _INK, font, anchor="ma")
    return sheet


@click.command()
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("photos", metavar="PHOTO...", nargs=-1, required=True, type=Path)
@click.option("--colorizer", default=registry.DEFAULT, show_default=True)
@device_option
def main(output: Path, photos: Sequence[Path], colorizer: str, device: str) -> None:
    """Write a sheet of photos with the borders of their automatic regions to OUTPUT."""
    try:
        region_sheet(photos, colorizer, device).save(output)
    except (ColorizeError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()

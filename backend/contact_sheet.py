# SPDX-License-Identifier: GPL-3.0-or-later
"""One labelled sheet of pictures: ``python -m backend.contact_sheet OUT.png TITLE=FILE ...``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import click
import pyvips
from PIL import Image, ImageDraw, ImageFont

from backend.photo_files.formats import BadPhotoFile, bytes_of, cause
from backend.photo_files.libvips import reading_options

_SIDE = 480
_MARGIN = 16
_LABEL = 28
_COLUMNS = 3
_PAPER = (255, 255, 255)
_INK = (32, 32, 32)


def contact_sheet(pictures: Sequence[tuple[str, Path]]) -> Image.Image:
    """Lay pictures out in rows, each with its title underneath.

    Parameters
    ----------
    pictures : sequence of (str, Path)
        Titles and image files.

    Returns
    -------
    PIL.Image.Image
        RGB.

    Raises
    ------
    BadPhotoFile
        When one cannot be read.
    """
    font = ImageFont.load_default(18)
    columns = min(_COLUMNS, len(pictures))
    thumbnails = [_thumbnail(path) for _, path in pictures]
    cell = max(image.height for image in thumbnails) + _LABEL + _MARGIN
    rows = math.ceil(len(pictures) / columns)
    size = (_MARGIN + columns * (_SIDE + _MARGIN), _MARGIN + rows * cell)
    sheet = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(sheet)
    for number, ((title, _), image) in enumerate(zip(pictures, thumbnails, strict=True)):
        row, column = divmod(number, columns)
        left, top = _MARGIN + column * (_SIDE + _MARGIN), _MARGIN + row * cell
        sheet.paste(image, (left + (_SIDE - image.width) // 2, top))
        middle = (left + _SIDE // 2, top + image.height + 4)
        draw.text(middle, title, _INK, font, anchor="ma")
    return sheet


def _thumbnail(path: Path) -> Image.Image:
    data = bytes_of(path)
    try:
        image = pyvips.Image.thumbnail_buffer(
            data, _SIDE, option_string=reading_options(data), output_profile="srgb"
        )
        image = image.colourspace("srgb")
        if image.hasalpha():
            image = image.flatten(background=list(_PAPER))
        return Image.fromarray(image.numpy())
    except pyvips.Error as error:
        raise BadPhotoFile(f"{path} is no picture, or it is damaged{cause(error)}.") from error


def _titled(argument: str) -> tuple[str, Path]:
    title, sign, file = argument.partition("=")
    if not sign or not file:
        raise click.UsageError(f"{argument!r} is not TITLE=FILE.")
    return title, Path(file)


@click.command()
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("pictures", metavar="TITLE=FILE...", nargs=-1, required=True)
def main(output: Path, pictures: Sequence[str]) -> None:
    """Write a sheet of labelled pictures to OUTPUT."""
    try:
        contact_sheet([_titled(argument) for argument in pictures]).save(output)
    except (BadPhotoFile, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()

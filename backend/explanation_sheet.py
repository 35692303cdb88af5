# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet that shows what a colorizer had in mind about one photo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from models.explanation import ProbabilityMap

_MARGIN = 16
_LABEL = 28
_PICTURE = 300  # width of a picture of the strip, pixels
_MAP = 180  # width of a probability map
_FRAME = 3
_LEAST = 0.01  # probability; maps that stay below are not drawn
_PAPER = (250, 250, 250)
_INK = (32, 32, 32)


def explanation_sheet(
    strip: Sequence[tuple[str, NDArray[np.unsignedinteger]]], maps: Sequence[ProbabilityMap]
) -> Image.Image:
    """Draw the sheet.

    Parameters
    ----------
    strip : sequence of (str, ndarray)
        What each picture is, and the picture, (H, W, 3) uint8.
    maps : sequence of ProbabilityMap
        Of the same photo.

    Returns
    -------
    PIL.Image.Image
        RGB: the strip above, under it the maps at their places on the ab plane, each framed in its
        colour. A map's brightness is the cube root of the probability, so that faint ones show;
        maps that stay below one percent everywhere are left out, but for the most probable one.
    """
    height, width = strip[0][1].shape[:2]
    picture = (_PICTURE, max(1, round(_PICTURE * height / width)))
    tile = (_MAP, max(1, round(_MAP * height / width)))
    peaks = [float(place.probability.max()) for place in maps]
    least = min(_LEAST, max(peaks))
    shown = [place for place, peak in zip(maps, peaks, strict=True) if peak >= least]
    first_row, last_row = _range(place.row for place in shown)
    first_column, last_column = _range(place.column for place in shown)
    pictures = len(strip) * (_PICTURE + _MARGIN)
    plane = (last_column - first_column + 1) * (_MAP + _MARGIN)
    top = 2 * _MARGIN + picture[1] + 2 * _LABEL
    bottom = top + (last_row - first_row + 1) * (tile[1] + _MARGIN)
    sheet = Image.new("RGB", (_MARGIN + max(pictures, plane), bottom + _MARGIN), _PAPER)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(18)
    for number, (label, pixels) in enumerate(strip):
        left = _MARGIN + number * (_PICTURE + _MARGIN)
        small = Image.fromarray(pixels.astype(np.uint8)).resize(picture, Image.Resampling.LANCZOS)
        sheet.paste(small, (left, _MARGIN))
        middle = (left + _PICTURE // 2, _MARGIN + picture[1] + 4)
        draw.text(middle, label, _INK, font, anchor="ma")
    title = "probability of the colours: a (green to red) to the right, b (blue to yellow) upwards"
    draw.text((_MARGIN, top - _LABEL), title, _INK, font)
    for place in shown:
        left = _MARGIN + (place.column - first_column) * (_MAP + _MARGIN)
        upper = top + (place.row - first_row) * (tile[1] + _MARGIN)
        frame = (left - _FRAME, upper - _FRAME, left + tile[0] + _FRAME, upper + tile[1] + _FRAME)
        draw.rectangle(frame, fill=place.srgb)
        bright = (place.probability.clamp(0, 1) ** (1 / 3) * 255).round().byte().numpy()
        lit = Image.fromarray(bright).resize(tile, Image.Resampling.BILINEAR)
        sheet.paste(Image.merge("RGB", (lit, lit, lit)), (left, upper))
    return sheet


def _range(numbers: Iterable[int]) -> tuple[int, int]:
    found = list(numbers)
    return min(found), max(found)

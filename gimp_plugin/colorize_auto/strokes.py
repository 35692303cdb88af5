# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's strokes on their way to the backend: fewer pixels of a very large layer.

Hints spread at the working size, some hundred pixels, so a block of pixels of a large scan is sent
as one. None is lost: a block is painted where any pixel of it is, however thin the stroke.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_

import npy

# Pixels of the short side that are worth sending.
ENOUGH = 1024
# Rows that are read in one go; GEGL keeps tiles of half as many.
STRIP = 256
# The type codes of one pixel, R, G, B and A, and of one of these.
_PIXEL = {"uint8": "I", "uint16": "Q"}
_CHANNEL = {"uint8": "B", "uint16": "H"}


def plane(
    width: int, height: int, dtype: str, rows: Callable[[int, int], bytes]
) -> tuple[bytes, bool]:
    """Give strokes as an ``.npy`` plane (h, w, 4), and whether there are any.

    Parameters
    ----------
    width, height : int
        Of the layer of strokes.
    dtype : {"uint8", "uint16"}
    rows : callable
        ``rows(first, count)`` gives the pixels of some rows, R, G, B and A, little-endian.

    Returns
    -------
    plane : bytes
        The most opaque pixel of every block; the last blocks of a row or a column may be smaller.
    painted : bool
        Whether anything in it is not wholly transparent.
    """
    step = max(1, min(width, height) // ENOUGH)
    across = -(-width // step)
    header = npy.Header(dtype, (-(-height // step), across, 4))
    painted = False
    pieces = [header.pack()]
    strip = max(1, STRIP // step) * step
    for first in range(0, height, strip):
        count = min(strip, height - first)
        values = rows(first, count)
        alpha = _alpha(values, dtype)
        # Most of a layer of strokes is empty.
        if alpha == bytes(len(alpha)):
            values = bytes(-(-count // step) * across * (len(values) // len(alpha)))
        else:
            painted = True
            if step > 1:
                values = _reduced(array(_PIXEL[dtype], values), alpha, width, step)
        pieces.append(values)
    return b"".join(pieces), painted


def masked(values: bytes, cover: bytes, dtype: str) -> bytes:
    """Give pixels as they are seen through a mask: their alpha times that.

    Parameters
    ----------
    values : bytes
        R, G, B and A, little-endian.
    cover : bytes
        One byte a pixel, 255 where all is seen.
    dtype : {"uint8", "uint16"}
    """
    if not any(_alpha(values, dtype)):
        return values
    channels = array(_CHANNEL[dtype], values)
    seen = (alpha * share // 255 for alpha, share in zip(channels[3::4], cover, strict=True))
    channels[3::4] = array(channels.typecode, seen)
    return channels.tobytes()


def _alpha(values: bytes, dtype: str) -> bytes:
    """Give a byte for every pixel, 0 where it is wholly transparent."""
    if dtype == "uint8":
        return values[3::4]
    low, high = values[6::8], values[7::8]
    return _union((low, high), len(low))


def _union(pieces: Iterable[bytes], size: int) -> bytes:
    """Give bytes that are 0 where those of all pieces are; a short piece ends with zeros."""
    numbers = (int.from_bytes(piece, "little") for piece in pieces)
    return reduce(or_, numbers).to_bytes(size, "little")


def _reduced(pixels: array[int], alpha: bytes, width: int, step: int) -> bytes:
    """Give the most opaque pixel of every block of some rows; 0 where nothing is painted."""
    across = -(-width // step)
    reduced = array(pixels.typecode)
    for top in range(0, len(pixels), step * width):
        rows = range(top, min(top + step * width, len(pixels)), width)
        column = _union((alpha[row : row + width] for row in rows), width)
        line = array(pixels.typecode, bytes(across * pixels.itemsize))
        for block, painted in enumerate(_union((column[x::step] for x in range(step)), across)):
            if painted:
                left, right = block * step, min((block + 1) * step, width)
                # Alpha is the highest byte, so the largest number is the most opaque pixel.
                line[block] = max(max(pixels[row + left : row + right]) for row in rows)
        reduced += line
    return reduced.tobytes()

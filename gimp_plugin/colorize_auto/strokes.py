# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's strokes on their way to the backend: fewer pixels of a very large layer.

Hints spread at the working size, some hundred pixels; a stroke that can be seen on a large scan is
many pixels wide, so every third or tenth pixel tells where it is.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

import npy

# Pixels of the short side that are worth sending.
ENOUGH = 1024
# The type code of one pixel, R, G, B and A.
_PIXEL = {"uint8": "I", "uint16": "Q"}


def plane(width: int, height: int, dtype: str, row: Callable[[int], bytes]) -> tuple[bytes, bool]:
    """Give strokes as an ``.npy`` plane (h, w, 4), and whether there are any.

    Parameters
    ----------
    width, height : int
        Of the layer of strokes.
    dtype : {"uint8", "uint16"}
    row : callable
        ``row(y)`` gives the pixels of a row, R, G, B and A, little-endian.

    Returns
    -------
    plane : bytes
    painted : bool
        Whether anything in it is not wholly transparent.
    """
    step = max(1, min(width, height) // ENOUGH)
    rows, columns = range(step // 2, height, step), range(step // 2, width, step)
    header = npy.Header(dtype, (len(rows), len(columns), 4))
    pixel_bytes = header.nbytes // (len(rows) * len(columns))
    painted = False
    pieces = [header.pack()]
    for y in rows:
        values = row(y)
        if step > 1:
            values = array(_PIXEL[dtype], values)[step // 2 :: step].tobytes()
        # The last bytes of each pixel are its alpha.
        painted = painted or any(
            values[byte::pixel_bytes].strip(b"\0")
            for byte in range(3 * pixel_bytes // 4, pixel_bytes)
        )
        pieces.append(values)
    return b"".join(pieces), painted

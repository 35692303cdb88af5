# SPDX-License-Identifier: GPL-3.0-or-later
"""The first directory of a TIFF or BigTIFF file, for what libvips does not say of it."""

from __future__ import annotations

import io
import struct
from contextlib import suppress

from PIL import Image

DAMAGE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
"""What Pillow raises on reading or writing damaged directories."""
_BIG = (b"+\0", b"\0+")  # 43, where TIFF has 42
_COMPRESSION, _JPEG = 259, 7
_PHOTOMETRIC, _GRAY, _YCBCR = 262, (0, 1), 6
_SAMPLES = 277
_PLANAR, _SEPARATE = 284, 2
_EXTRA_SAMPLES = 338
_TRANSPARENCY = (1, 2)  # multiplied into the colours already, or not


def first_directory(data: bytes) -> Image.Exif:
    """Read the first directory; a damaged one raises one of `DAMAGE`, here or when it is used."""
    directory = Image.Exif()
    start = None
    if data[2:4] in _BIG:
        directory.bigtiff = True
        directory.endian = "<" if data.startswith(b"II") else ">"
        (start,) = struct.unpack_from(directory.endian + "Q", data, 8)
    directory.load_from_fp(io.BytesIO(data), start)
    return directory


def transparent_channel(data: bytes) -> int | None:
    """Which of the channels beyond the colours, counted from 0, is transparency; None for none."""
    try:
        kinds = first_directory(data).get(_EXTRA_SAMPLES, ())
    except DAMAGE:
        return None
    kinds = kinds if isinstance(kinds, tuple) else (kinds,)
    return next((number for number, kind in enumerate(kinds) if kind in _TRANSPARENCY), None)


def misread_layout(data: bytes) -> str | None:
    """Name the layout of pixels that libvips takes for another one without saying so.

    Returns
    -------
    str or None
        To stand after "has"; None where the pixels come out as they are.
    """
    with suppress(*DAMAGE):
        directory = first_directory(data)
        kind, separate = directory.get(_PHOTOMETRIC), directory.get(_PLANAR) == _SEPARATE
        if kind in _GRAY and separate and directory.get(_SAMPLES, 1) > 1:
            return "its channels one after the other"
        if kind == _YCBCR and directory.get(_COMPRESSION) != _JPEG:
            return "pixels in Y'CbCr without JPEG compression"
    return None

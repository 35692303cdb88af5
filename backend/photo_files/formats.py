# SPDX-License-Identifier: GPL-3.0-or-later
"""The image formats that photos come in and go out as."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import ColorizeError


class BadPhotoFile(ColorizeError):
    """An image file cannot be read or written; the sentence names it."""


class PhotoTooLarge(BadPhotoFile):
    """An image file has more pixels than are accepted."""


@dataclass(frozen=True)
class PhotoFormat:
    """What a format can hold."""

    name: str
    """As the user types it: ``png``, ``jpg``, ``tif`` or ``webp``."""
    suffixes: tuple[str, ...]
    longest_side: int
    """Pixels."""
    holds_16_bits: bool
    holds_alpha: bool
    holds_captions: bool
    longest_camera_data: float
    """Bytes of EXIF; libvips leaves most of what is longer out."""
    longest_xmp: float
    """Bytes; libvips leaves out what is longer."""
    saver: str
    """Of libvips."""
    options: dict[str, Any]
    """Settings of the saver: for JPEG and WebP colour at full resolution, hardly any loss."""


_EXIF = 65_000

FORMATS = {
    "png": PhotoFormat(
        "png", (".png",), 2**31 - 1, True, True, True, _EXIF, math.inf, "pngsave", {}
    ),
    "jpg": PhotoFormat(
        "jpg",
        (".jpg", ".jpeg", ".jpe", ".jfif"),
        65535,
        False,
        False,
        True,
        _EXIF,
        60_000,
        "jpegsave",
        {
            "Q": 95,
            "subsample_mode": "off",  # optimize_coding would hold the whole picture in memory
            "background": [255.0, 255.0, 255.0],
        },
    ),
    "tif": PhotoFormat(
        "tif",
        (".tif", ".tiff"),
        2**31 - 1,
        True,
        True,
        True,
        math.inf,
        math.inf,
        "tiffsave",
        {"compression": "deflate", "predictor": "horizontal"},
    ),
    "webp": PhotoFormat(
        "webp",
        (".webp",),
        16383,
        False,
        True,
        False,
        _EXIF,
        math.inf,
        "webpsave",
        {"Q": 95, "smart_subsample": True, "exact": True},
    ),
}
SUFFIXES = tuple(suffix for kind in FORMATS.values() for suffix in kind.suffixes)


def format_of(path: Path) -> PhotoFormat:
    """Return the format that a file's name asks for.

    Raises
    ------
    BadPhotoFile
        When the suffix is none of `SUFFIXES`.
    """
    for kind in FORMATS.values():
        if path.suffix.lower() in kind.suffixes:
            return kind
    raise BadPhotoFile(
        f"{path.name} does not end in one of {', '.join(SUFFIXES)}, so it is not clear what kind "
        "of file it should be."
    )


def bytes_of(path: Path) -> bytes:
    """Give what is in an image file.

    Raises
    ------
    BadPhotoFile
        When it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadPhotoFile(f"{path} cannot be read{cause(error)}.") from error


def cause(error: Exception) -> str:
    """Give the technical cause in brackets, for the end of a sentence."""
    text = error.strerror if isinstance(error, OSError) else getattr(error, "detail", None)
    lines = [line.strip() for line in str(text or error).splitlines() if line.strip()]
    return f" ({lines[-1]})" if lines else ""

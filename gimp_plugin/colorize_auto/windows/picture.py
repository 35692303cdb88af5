# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels for GTK."""

from __future__ import annotations

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf, GLib  # noqa: E402

from backend_access.client import Pixels  # noqa: E402  (the version is chosen first)


def rgb(pixels: Pixels) -> bytes:
    """Read a whole picture of 8 or 16 bits; 8 bits are given.

    Raises
    ------
    NoAnswer
        When the backend breaks off.
    """
    values = b"".join(strip for _row, _rows, strip in pixels.strips())
    # Little-endian: the upper byte is the second one.
    return values[1::2] if pixels.dtype == "uint16" else values


def pixbuf(pixels: Pixels) -> GdkPixbuf.Pixbuf:
    """Read a whole picture for showing it; raises as `rgb`."""
    return of_values(rgb(pixels), pixels.width)


def of_values(values: bytes | bytearray, width: int, alpha: bool = False) -> GdkPixbuf.Pixbuf:
    """Make a picture.

    Parameters
    ----------
    values : bytes
        (height, width, 3) sRGB; with `alpha` (height, width, 4).
    width : int
    alpha : bool
    """
    row = (4 if alpha else 3) * width
    return GdkPixbuf.Pixbuf.new_from_bytes(
        GLib.Bytes.new(bytes(values)),
        GdkPixbuf.Colorspace.RGB,
        alpha,
        8,
        width,
        len(values) // row,
        row,
    )

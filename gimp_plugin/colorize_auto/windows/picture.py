# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels for GTK."""

from __future__ import annotations

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf, GLib  # noqa: E402

from backend_client import Pixels  # noqa: E402  (the version is chosen first)


def pixbuf(pixels: Pixels) -> GdkPixbuf.Pixbuf:
    """Read a whole picture of 8 or 16 bits; it is shown with 8.

    Raises
    ------
    NoAnswer
        When the backend breaks off.
    """
    values = b"".join(strip for _row, _rows, strip in pixels.strips())
    if pixels.dtype == "uint16":
        values = values[1::2]  # little-endian: the upper byte is the second one
    return GdkPixbuf.Pixbuf.new_from_bytes(
        GLib.Bytes.new(values),
        GdkPixbuf.Colorspace.RGB,
        False,
        8,
        pixels.width,
        pixels.height,
        3 * pixels.width,
    )

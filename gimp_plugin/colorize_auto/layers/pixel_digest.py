# SPDX-License-Identifier: GPL-3.0-or-later
"""A digest of a layer's own pixels, by which it is known whether somebody has painted on it."""

from __future__ import annotations

import hashlib

from gi.repository import Gegl, Gimp

from layers.writing import STRIP_ROWS


def of(layer: Gimp.Layer) -> str:
    """Give the digest; neither a mask nor filters beside the pixels count.

    It is of the pixels as they are stored: what GIMP converts may differ in the last bits.
    """
    digest = hashlib.sha256()
    buffer = layer.get_buffer()
    width, height = layer.get_width(), layer.get_height()
    for first_row in range(0, height, STRIP_ROWS):
        strip = Gegl.Rectangle.new(0, first_row, width, min(STRIP_ROWS, height - first_row))
        digest.update(buffer.get(strip, 1.0, None, Gegl.AbyssPolicy.NONE))
    return digest.hexdigest()

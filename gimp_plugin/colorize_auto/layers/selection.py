# SPDX-License-Identifier: GPL-3.0-or-later
"""The artist's selection. It is only ever read."""

from __future__ import annotations

from gi.repository import Gegl, Gimp

from layers.area import Area


def cover(image: Gimp.Image, area: Area) -> bytes | None:
    """Tell how much of each pixel of `area` is selected.

    Returns
    -------
    bytes or None
        One byte a pixel, 255 where it is wholly selected, feathering included, 0 outside the
        image. None when nothing is selected in the image.
    """
    if Gimp.Selection.is_empty(image):
        return None
    rectangle = Gegl.Rectangle.new(area.x, area.y, area.width, area.height)
    buffer = image.get_selection().get_buffer()
    values: bytes = buffer.get(rectangle, 1.0, "Y u8", Gegl.AbyssPolicy.NONE)
    return values

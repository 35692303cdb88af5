# SPDX-License-Identifier: GPL-3.0-or-later
"""Pixels into a drawable of a scratch image, strip by strip as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gi.repository import Gegl, Gimp

from layers.area import Area

STRIP_ROWS = 256
"""Rows of a strip: few enough to show progress, enough to be quick."""

# First row, number of rows, values.
Strips = Iterable[tuple[int, int, bytes]]


def write(
    drawable: Gimp.Drawable,
    pixel_format: str,
    strips: Strips,
    area: Area | None = None,
    reached: Callable[[float], None] = lambda fraction: None,
) -> None:
    """Write strips into a drawable.

    Parameters
    ----------
    drawable : Gimp.Drawable
    pixel_format : str
        One that babl knows: another one ends the process.
    strips : iterable of (int, int, bytes)
        First row within the area, number of rows, values; what it raises is raised.
    area : Area, optional
        Where they go, in the drawable's own pixels; all of it when None.
    reached : callable
        Is told how much is done, 0..1.
    """
    whole = Area(0, 0, drawable.get_width(), drawable.get_height())
    area = area or whole
    buffer = drawable.get_buffer()
    try:
        for first_row, rows, values in strips:
            place = Gegl.Rectangle.new(area.x, area.y + first_row, area.width, rows)
            buffer.set(place, pixel_format, values)
            reached((first_row + rows) / area.height)
    finally:
        # GIMP ends a plug-in that still has something to write when the image is gone.
        buffer.flush()
    drawable.update(0, 0, whole.width, whole.height)

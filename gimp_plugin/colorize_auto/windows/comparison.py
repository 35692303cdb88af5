# SPDX-License-Identifier: GPL-3.0-or-later
"""Two pictures of one photo beside each other and within each other."""

from __future__ import annotations

from operator import itemgetter

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf, Gegl, Gimp  # noqa: E402  (the version is chosen first)

from layers.area import Area  # noqa: E402
from layers.filtered_layer import as_seen  # noqa: E402
from layers.photo_part import PhotoPart  # noqa: E402
from windows.picture import of_values  # noqa: E402

WHITE = 0xFFFFFFFF


def fitted(area: Area, long_side: int) -> tuple[int, int]:
    """Give width and height of a picture of `area` whose long side has so many pixels."""
    scale = long_side / max(area.width, area.height)
    return max(round(area.width * scale), 1), max(round(area.height * scale), 1)


def uncolored(photo: Gimp.Layer, area: Area, width: int, height: int) -> GdkPixbuf.Pixbuf:
    """Give the photo as it is, `area` of it in its own pixels, at another size."""
    scale = max(width / area.width, height / area.height)
    corner = round(area.x * scale), round(area.y * scale)
    rectangle = Gegl.Rectangle.new(*corner, width, height)
    with as_seen(photo) as seen:
        values = seen.get_buffer().get(rectangle, scale, "R'G'B' u8", Gegl.AbyssPolicy.CLAMP)
    return of_values(values, width)


def within_selection(
    before: GdkPixbuf.Pixbuf, after: GdkPixbuf.Pixbuf, part: PhotoPart
) -> GdkPixbuf.Pixbuf:
    """Give the picture that is `after` where the part is selected, and `before` elsewhere."""
    width, height = before.get_width(), before.get_height()
    after = _at_size(after, width, height)
    if part.selection is None:
        return after
    values = bytearray(after.add_alpha(False, 0, 0, 0).read_pixel_bytes().get_data())
    values[3::4] = _sampled(part.selection, part.area, width, height)
    whole = before.copy()
    of_values(values, width, alpha=True).composite(
        whole, 0, 0, width, height, 0, 0, 1, 1, GdkPixbuf.InterpType.NEAREST, 255
    )
    return whole


def split(
    before: GdkPixbuf.Pixbuf, after: GdkPixbuf.Pixbuf, share: float, line_width: int
) -> GdkPixbuf.Pixbuf:
    """Give `before` on the left and `after` on the right; `share`, 0..1, is the left one's."""
    width, height = after.get_width(), after.get_height()
    line = min(max(round(share * width), 0), width)
    both = after.copy()
    if line:
        before.copy_area(0, 0, line, height, both, 0, 0)
    left = min(max(line - line_width // 2, 0), max(width - line_width, 0))
    both.new_subpixbuf(left, 0, min(line_width, width), height).fill(WHITE)
    return both


def _at_size(picture: GdkPixbuf.Pixbuf, width: int, height: int) -> GdkPixbuf.Pixbuf:
    if (picture.get_width(), picture.get_height()) == (width, height):
        return picture
    return picture.scale_simple(width, height, GdkPixbuf.InterpType.BILINEAR)


def _sampled(mask: bytes, area: Area, width: int, height: int) -> bytes:
    columns = itemgetter(*((2 * x + 1) * area.width // (2 * width) for x in range(width)), 0)
    rows = ((2 * y + 1) * area.height // (2 * height) * area.width for y in range(height))
    return b"".join(bytes(columns(mask[row : row + area.width])[:-1]) for row in rows)

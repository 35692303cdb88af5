# SPDX-License-Identifier: GPL-3.0-or-later
"""The photo in the colours that it has now, small: what the artist painted is in it."""

from __future__ import annotations

from gi.repository import Gegl, Gimp

from layers import color_layer, scratch_image, writing
from layers.area import Area
from layers.filtered_layer import as_seen


def small_picture(
    group: Gimp.GroupLayer, area: Area, automatic: bytes, width: int, height: int
) -> bytes:
    """Give what a group of colours shows above the photo.

    Parameters
    ----------
    group : Gimp.GroupLayer
        Shown here even where the artist has hidden it.
    area : Area
        Of the photo, in the image's coordinates.
    automatic : bytes
        (height, width, 3) sRGB, the automatic picture; its lightness is the photo's.
    width, height : int
        Of the picture, at most the area's.

    Returns
    -------
    bytes
        (height, width, 3) sRGB.
    """
    small = Gimp.Image.new(width, height, Gimp.ImageBaseType.RGB)
    try:
        small.undo_disable()
        scratch_image.mark(small)
        everything = Gegl.Rectangle.new(0, 0, width, height)
        _insert(small, None, Gimp.LayerMode.NORMAL, everything, automatic)
        # Without the colours of gray the lightness alone is left, as it is of the photo.
        gray = b"\x80" * len(automatic)
        _insert(small, None, Gimp.LayerMode.LCH_COLOR, everything, gray)
        parent = Gimp.GroupLayer.new(small, "")
        small.insert_layer(parent, None, 0)
        parent.set_mode(group.get_mode())
        parent.set_composite_space(group.get_composite_space())
        parent.set_opacity(group.get_opacity())
        for child in reversed(group.get_children()):
            if child.get_visible():
                _insert_small(small, parent, child, area)
        if group.get_mask() is not None and group.get_apply_mask():
            _mask_like(parent, group, _rectangle(group, area, width))
        seen = Gimp.Layer.new_from_visible(small, small, "")
        pixels: bytes = seen.get_buffer().get(everything, 1.0, "R'G'B' u8", Gegl.AbyssPolicy.NONE)
        return pixels
    finally:
        small.delete()


def _insert_small(
    small: Gimp.Image, parent: Gimp.GroupLayer, layer: Gimp.Layer, area: Area
) -> None:
    scale = small.get_width() / area.width
    place = _rectangle(layer, area, small.get_width())
    read = Gegl.Rectangle.new(0, 0, place.width, place.height)
    with as_seen(layer) as seen:
        pixels = seen.get_buffer().get(read, scale, "R'G'B'A u8", Gegl.AbyssPolicy.CLAMP)
    copy = _insert(small, parent, layer.get_mode(), place, pixels)
    copy.set_composite_space(layer.get_composite_space())
    copy.set_opacity(layer.get_opacity())
    if layer.get_mask() is not None and layer.get_apply_mask():
        _mask_like(copy, layer, place)


def _insert(
    small: Gimp.Image,
    parent: Gimp.GroupLayer | None,
    mode: Gimp.LayerMode,
    place: Gegl.Rectangle,
    pixels: bytes,
) -> Gimp.Layer:
    layer = Gimp.Layer.new(
        small, "", place.width, place.height, Gimp.ImageType.RGBA_IMAGE, 100.0, mode
    )
    small.insert_layer(layer, parent, 0)
    layer.set_offsets(place.x, place.y)
    has_alpha = len(pixels) == 4 * place.width * place.height
    pixel_format = "R'G'B'A u8" if has_alpha else "R'G'B' u8"
    writing.write(layer, pixel_format, [(0, place.height, pixels)])
    return layer


def _mask_like(copy: Gimp.Layer, layer: Gimp.Layer, place: Gegl.Rectangle) -> None:
    scale = place.width / layer.get_width()
    width, height = copy.get_width(), copy.get_height()
    read = Gegl.Rectangle.new(0, 0, width, height)
    buffer = layer.get_mask().get_buffer()
    color_layer.mask(copy, buffer.get(read, scale, "Y u8", Gegl.AbyssPolicy.CLAMP))


def _rectangle(layer: Gimp.Layer, area: Area, width: int) -> Gegl.Rectangle:
    """Give the place of a layer in the small picture."""
    scale = width / area.width
    _ok, x, y = layer.get_offsets()
    return Gegl.Rectangle.new(
        round((x - area.x) * scale),
        round((y - area.y) * scale),
        max(1, round(layer.get_width() * scale)),
        max(1, round(layer.get_height() * scale)),
    )

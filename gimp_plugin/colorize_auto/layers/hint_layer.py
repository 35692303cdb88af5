# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer on which the artist paints colour hints.

It takes part in the picture like a colour layer: a stroke gives hue and chroma, and the photo's
light and shade show through it while one paints. When the strokes are applied the layer is hidden,
so that the result is seen; they stay as they are, for more painting.
"""

from __future__ import annotations

from collections.abc import Sequence

from gi.repository import Gegl, Gimp

import strokes
from errors import ColorizeError
from layers import (
    color_layer,
    desk_layer,
    known_groups,
    marks,
    photo_layer,
    photo_link,
    placing,
    which_photo,
)
from layers.area import Area
from layers.filtered_layer import as_seen
from layers.scratch_image import ScratchImage
from translation import _


class NoHints(ColorizeError):
    """There is nothing on the layer of hints, or it cannot tell what is painted."""


def find(
    drawables: Sequence[Gimp.Drawable], photo: Gimp.Layer, group: Gimp.GroupLayer | None
) -> Gimp.Layer | None:
    """Give the layer of hints for a photo; one that the artist made is known by its name.

    Parameters
    ----------
    drawables : sequence of Gimp.Drawable
        What is selected in GIMP.
    photo : Gimp.Layer
    group : Gimp.GroupLayer or None
        The colours that are continued: those of a part have hints of their own.
    """
    known = which_photo.desk_layers_of(photo, group, desk_layer.HINTS)
    own = photo.get_image().get_layer_by_name(photo_link.hints_name())
    # The photo itself may have that name.
    none = own is None or own == photo or marks.is_ours(own)
    if none or (known and not which_photo.is_selected(own, drawables)):
        return which_photo.nearest(known, drawables)
    return own


def put_away(layer: Gimp.Layer, photo: Gimp.Layer, group: Gimp.GroupLayer) -> None:
    """Hide strokes that have become colours of `group`; the layer is known as ours from now on."""
    _mark(layer, photo, group)
    layer.set_visible(False)


def add(
    image: Gimp.Image, photo: Gimp.Layer, group: Gimp.GroupLayer | None, area: Area
) -> Gimp.Layer:
    """Add an empty layer of hints, as one step of undo; it is then the one that is painted on.

    Parameters
    ----------
    image : Gimp.Image
    photo : Gimp.Layer
    group : Gimp.GroupLayer or None
        The photo's colours, if any: the layer comes above them.
    area : Area
        Of the image; what the network sees of the photo.

    Raises
    ------
    Gone
        When the image or the photo is.
    NotBuilt
        When GIMP refuses.
    """
    with ScratchImage(image) as scratch:
        layer = color_layer.empty(scratch.image, None, photo_link.hints_name(), area)
        layer.fill(Gimp.FillType.TRANSPARENT)
        layer.set_color_tag(Gimp.ColorTag.YELLOW)
        _mark(layer, photo, group)
        added = placing.above(image, group or photo, layer)
    image.set_selected_layers([added])
    return added


def _mark(layer: Gimp.Layer, photo: Gimp.Layer, group: Gimp.GroupLayer | None) -> None:
    part = known_groups.with_part(group)
    desk_layer.mark(layer, desk_layer.HINTS, photo, part=part)


def show(image: Gimp.Image, layer: Gimp.Layer) -> None:
    """Let the artist see and paint strokes again, as one step of undo."""
    with placing.undo_step(image):
        layer.set_visible(True)
        image.set_selected_layers([layer])


def plane(image: Gimp.Image, layer: Gimp.Layer, area: Area) -> bytes:
    """Read the strokes over a part of the image as ``.npy``, (h, w, 4), sRGB and alpha.

    They are read as one sees them, with the layer's filters and its mask.

    Raises
    ------
    NoHints
        When there are none, or when the layer has no alpha channel.
    """
    name = layer.get_name()
    if layer.is_group() or not layer.has_alpha():
        raise NoHints(
            _(
                "“{name}” has no alpha channel, so nobody can tell strokes from what is not "
                "painted. Add one (Layer > Transparency > Add Alpha Channel), erase everything "
                "that is no stroke, and try again."
            ).format(name=name)
        )
    dtype, pixel_format = (
        ("uint8", "R'G'B'A u8") if photo_layer.is_8_bit(image) else ("uint16", "R'G'B'A u16")
    )
    mask = layer.get_mask() if layer.get_apply_mask() else None
    _ok, x, y = layer.get_offsets()
    with as_seen(layer) as seen:

        def rows(first: int, count: int) -> bytes:
            place = Gegl.Rectangle.new(area.x - x, area.y - y + first, area.width, count)
            values = _read(seen, place, pixel_format)
            if mask is None:
                return values
            return strokes.masked(values, _read(mask, place, "Y u8"), dtype)

        painted_plane, painted = strokes.plane(area.width, area.height, dtype, rows)
    if not painted:
        raise NoHints(
            _(
                "There are no strokes on “{name}” yet. Select that layer, paint some colours where "
                "you want them, and choose this command again."
            ).format(name=name)
        )
    return painted_plane


def _read(drawable: Gimp.Drawable, place: Gegl.Rectangle, pixel_format: str) -> bytes:
    values: bytes = drawable.get_buffer().get(place, 1.0, pixel_format, Gegl.AbyssPolicy.NONE)
    return values

# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer that holds the photo. It is only ever read here."""

from __future__ import annotations

from gi.repository import Gegl, Gimp

import npy
from errors import ColorizeError
from layers import desk_layer
from layers.area import Area
from layers.group_record import group_around
from translation import _


class NoPhoto(ColorizeError):
    """What is selected in GIMP cannot be coloured."""


def choose(drawables: list[Gimp.Drawable]) -> Gimp.Layer:
    """Give the photo's layer among what is selected in GIMP.

    A locked photo is welcome: nothing in it is changed. Where colours of an earlier run are
    selected, the photo beneath them is meant.

    Raises
    ------
    NoPhoto
        When it is not clear which layer is meant, or when that layer has no pixels of its own.
    """
    if len(drawables) != 1:
        raise NoPhoto(_("Select one layer, the photo, in the Layers dialog and try again."))
    layer = drawables[0]
    if isinstance(layer, Gimp.LayerMask):
        layer = Gimp.Layer.from_mask(layer)
    if not isinstance(layer, Gimp.Layer):
        raise NoPhoto(
            _("A channel is selected. Select the photo in the Layers dialog and try again.")
        )
    layer = _beneath_colors(layer)
    name = layer.get_name()
    if layer.is_group():
        raise NoPhoto(
            _("“{name}” is a layer group. Select the photo inside it and try again.").format(
                name=name
            )
        )
    if isinstance(layer, Gimp.TextLayer):
        raise NoPhoto(
            _("“{name}” is a text layer. Select the photo's layer and try again.").format(name=name)
        )
    if layer.is_floating_sel():
        raise NoPhoto(
            _("There is a floating selection. Anchor it (Layer > Anchor Layer) and try again.")
        )
    group = layer.get_parent()
    while group is not None:
        if group.get_lock_content():
            raise NoPhoto(
                _(
                    "The layer group “{name}”, which holds the photo, is locked. "
                    "Unlock it in the Layers dialog and try again."
                ).format(name=group.get_name())
            )
        group = group.get_parent()
    return layer


def _beneath_colors(layer: Gimp.Layer) -> Gimp.Layer:
    """Go from a group of colours, or another layer of ours, to the photo that it is for."""
    photo = desk_layer.photo_of(layer)
    if photo is not None:
        return photo
    group = group_around(layer)
    if group is None:
        return layer
    beneath = _beneath(group.get_image(), group)
    return _beneath_colors(beneath[0]) if beneath else layer


def _beneath(image: Gimp.Image, layer: Gimp.Layer) -> list[Gimp.Layer]:
    group = layer.get_parent()
    beside = image.get_layers() if group is None else group.get_children()
    below: list[Gimp.Layer] = beside[image.get_item_position(layer) + 1 :]
    return below


def is_8_bit(image: Gimp.Image) -> bool:
    """Tell whether 8 bits hold all that `image` has."""
    return image.get_precision() in (
        Gimp.Precision.U8_LINEAR,
        Gimp.Precision.U8_NON_LINEAR,
        Gimp.Precision.U8_PERCEPTUAL,
    )


def area(layer: Gimp.Layer) -> Area:
    """Give the place of a layer in its image."""
    _ok, x, y = layer.get_offsets()
    return Area(x, y, layer.get_width(), layer.get_height())


def gray_plane(image: Gimp.Image, layer: Gimp.Layer, part: Area | None = None) -> bytes:
    """Read the photo's lightness as an ``.npy`` plane, (height, width), sRGB-coded.

    Parameters
    ----------
    part : Area, optional
        What is read, in the layer's own pixels; the whole layer when None.

    Notes
    -----
    The plane is uint8 for images of 8 bits and uint16 for all deeper ones. uint16 serves
    floating point too: it is finer than any eye in sRGB coding, and it tames what a network could
    not read, values beyond white and not-a-number.
    """
    dtype, pixel_format = ("uint8", "Y' u8") if is_8_bit(image) else ("uint16", "Y' u16")
    part = part or Area(0, 0, layer.get_width(), layer.get_height())
    header = npy.Header(dtype, (part.height, part.width))
    rectangle = Gegl.Rectangle.new(part.x, part.y, part.width, part.height)
    values: bytes = layer.get_buffer().get(rectangle, 1.0, pixel_format, Gegl.AbyssPolicy.NONE)
    return header.pack() + values


def coverage(image: Gimp.Image, layer: Gimp.Layer, part: Area | None = None) -> bytes | None:
    """Tell where the photo hides what lies beneath it, for the mask of the colours.

    Returns
    -------
    bytes or None
        One byte a pixel of the part: alpha times mask. None where the colours need no mask,
        because the photo is opaque or because nothing lies beneath.
    """
    return opacity(layer, part) if _something_lies_beneath(image, layer) else None


def opacity(layer: Gimp.Layer, part: Area | None = None) -> bytes | None:
    """Give alpha times mask, one byte a pixel of the part; None where all of it is opaque."""
    alpha = _read(layer, "A u8", part) if layer.has_alpha() else None
    mask = layer.get_mask() if layer.get_apply_mask() else None
    return covered(alpha, _read(mask, "Y u8", part) if mask is not None else None)


def covered(one: bytes | None, other: bytes | None) -> bytes | None:
    """Give the product of two masks, one byte a pixel; None is a mask that lets all be seen."""
    if one is not None and other is not None:
        cover = bytes(a * b // 255 for a, b in zip(one, other, strict=True))
    else:
        cover = one or other or b""
    return cover if cover.strip(b"\xff") else None


def _something_lies_beneath(image: Gimp.Image, layer: Gimp.Layer) -> bool:
    while True:
        if any(other.get_visible() for other in _beneath(image, layer)):
            return True
        group = layer.get_parent()
        # Only a pass-through group lets its children see what lies below the group.
        if group is None or group.get_mode() != Gimp.LayerMode.PASS_THROUGH:
            return False
        layer = group


def _read(drawable: Gimp.Drawable, pixel_format: str, part: Area | None = None) -> bytes:
    read = part or Area(0, 0, drawable.get_width(), drawable.get_height())
    rectangle = Gegl.Rectangle.new(read.x, read.y, read.width, read.height)
    values: bytes = drawable.get_buffer().get(rectangle, 1.0, pixel_format, Gegl.AbyssPolicy.NONE)
    return values

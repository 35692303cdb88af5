# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer that holds the photo. It is only ever read here."""

from __future__ import annotations

from gi.repository import Gegl, Gimp

import npy
from errors import ColorizeError
from layers.area import Area
from layers.filtered_layer import as_seen

# Long side of the copy in which one looks what a layer holds.
GLANCE = 256
# A layer hides what lies beneath it in these modes; in all others it changes how that looks.
HIDING_MODES = frozenset(
    {
        Gimp.LayerMode.NORMAL,
        Gimp.LayerMode.NORMAL_LEGACY,
        Gimp.LayerMode.DISSOLVE,
        Gimp.LayerMode.REPLACE,
        Gimp.LayerMode.MERGE,
    }
)


class NoPhoto(ColorizeError):
    """What is selected in GIMP cannot be coloured."""


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
    """Read the photo's lightness, its filters applied, as an ``.npy`` plane, sRGB-coded.

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
    with as_seen(layer) as seen:
        values: bytes = seen.get_buffer().get(rectangle, 1.0, pixel_format, Gegl.AbyssPolicy.NONE)
    return header.pack() + values


def covered_share(layer: Gimp.Layer) -> float:
    """Tell how much of a layer is painted on, 0..1, from a small copy of it."""
    if not layer.has_alpha():
        return 1.0
    values = _glance(layer, "A u8")
    return sum(values) / (255 * len(values))


def is_plain(layer: Gimp.Layer) -> bool:
    """Tell whether a layer is of one tone, as paper is, from a small copy of it."""
    values = _glance(layer, "Y'A u8")
    return all(len(set(values[channel::2])) == 1 for channel in range(2))


def hides(layer: Gimp.Layer) -> bool:
    """Tell whether a layer hides what lies beneath it, and does not only change how that looks."""
    return layer.get_mode() in HIDING_MODES


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


def _glance(layer: Gimp.Layer, pixel_format: str) -> bytes:
    width, height = layer.get_width(), layer.get_height()
    scale = min(GLANCE / max(width, height), 1.0)
    small = Gegl.Rectangle.new(0, 0, max(round(width * scale), 1), max(round(height * scale), 1))
    values: bytes = layer.get_buffer().get(small, scale, pixel_format, Gegl.AbyssPolicy.CLAMP)
    return values


def _read(drawable: Gimp.Drawable, pixel_format: str, part: Area | None = None) -> bytes:
    read = part or Area(0, 0, drawable.get_width(), drawable.get_height())
    rectangle = Gegl.Rectangle.new(read.x, read.y, read.width, read.height)
    values: bytes = drawable.get_buffer().get(rectangle, 1.0, pixel_format, Gegl.AbyssPolicy.NONE)
    return values

# SPDX-License-Identifier: GPL-3.0-or-later
"""One layer of colours: hue and chroma of its pixels, the lightness of what lies beneath."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gi.repository import Gegl, Gimp

from backend_client import Pixels, Plane
from errors import ColorizeError
from layers.area import Area
from translation import _

STRIP_ROWS = 256


class NotBuilt(ColorizeError):
    """GIMP did not take the layers."""


def build(
    scratch: Gimp.Image,
    parent: Gimp.GroupLayer | None,
    name: str,
    pixels: Pixels,
    area: Area,
    reached: Callable[[float], None] = lambda fraction: None,
) -> Gimp.Layer:
    """Make a colour layer at the bottom of `parent`, or of the scratch image.

    *LCh Color* takes hue and chroma from the layer and the lightness from the photo beneath;
    compositing in Lab makes opacity, masks and erasing scale the colour and nothing else.

    Parameters
    ----------
    scratch : Gimp.Image
        Never the artist's: see `ScratchImage`.
    parent : Gimp.GroupLayer or None
        A group of `scratch`.
    name : str
    pixels : Pixels
        As large as `area`.
    area : Area
        Where they go.
    reached : callable
        Is told how much is done, 0..1.

    Raises
    ------
    NotBuilt
        When the pixels are of another size.
    """
    layer = Gimp.Layer.new(
        scratch,
        name,
        area.width,
        area.height,
        Gimp.ImageType.RGBA_IMAGE,
        100.0,
        Gimp.LayerMode.LCH_COLOR,
    )
    beside = scratch.get_layers() if parent is None else parent.get_children()
    scratch.insert_layer(layer, parent, len(beside))
    layer.set_composite_space(Gimp.LayerColorSpace.LAB)
    layer.set_offsets(area.x, area.y)
    fill(layer, pixels, reached)
    return layer


def fill(
    layer: Gimp.Layer,
    pixels: Pixels,
    reached: Callable[[float], None] = lambda fraction: None,
) -> None:
    """Give a layer of a scratch image its pixels.

    Parameters
    ----------
    layer : Gimp.Layer
    pixels : Pixels
        As large as the layer.
    reached : callable
        Is told how much is done, 0..1.

    Raises
    ------
    NotBuilt
        When the pixels are of another size.
    """
    width, height = layer.get_width(), layer.get_height()
    if (pixels.width, pixels.height) != (width, height):
        pixels.close()
        raise NotBuilt(_("The colour backend sent a picture of another size than the photo's."))
    pixel_format = "R'G'B' u8" if pixels.dtype == "uint8" else "R'G'B' u16"
    buffer = layer.get_buffer()
    try:
        for first_row, rows, values in pixels.strips(STRIP_ROWS):
            buffer.set(Gegl.Rectangle.new(0, first_row, width, rows), pixel_format, values)
            reached((first_row + rows) / height)
    finally:
        # GIMP ends a plug-in that still has something to write when the image is gone.
        buffer.flush()
    layer.update(0, 0, width, height)


def mask(layer: Gimp.Layer, cover: bytes) -> None:
    """Give a layer, or a group of layers, a mask.

    Parameters
    ----------
    layer : Gimp.Layer
    cover : bytes
        One byte a pixel of the layer, 255 where it is to be seen.
    """
    _mask(layer, [(0, layer.get_height(), cover)])


def mask_with(layer: Gimp.Layer, region: Plane) -> None:
    """Give a layer the mask of a region that is as large as itself.

    Raises
    ------
    NotBuilt
        When it is of another size.
    """
    if (region.width, region.height) != (layer.get_width(), layer.get_height()):
        region.close()
        raise NotBuilt(_("The colour backend sent a mask of another size than the photo's."))
    _mask(layer, region.strips(STRIP_ROWS))


def _mask(layer: Gimp.Layer, strips: Iterable[tuple[int, int, bytes]]) -> None:
    fresh = layer.create_mask(Gimp.AddMaskType.WHITE)
    layer.add_mask(fresh)
    width, height = fresh.get_width(), fresh.get_height()
    buffer = fresh.get_buffer()
    try:
        for first_row, rows, values in strips:
            buffer.set(Gegl.Rectangle.new(0, first_row, width, rows), "Y u8", values)
    finally:
        buffer.flush()  # see `fill`
    fresh.update(0, 0, width, height)
    layer.set_edit_mask(False)

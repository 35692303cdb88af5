# SPDX-License-Identifier: GPL-3.0-or-later
"""One layer of colours: hue and chroma of its pixels, the lightness of what lies beneath."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import Gimp

from backend_access.client import Pixels, Plane
from errors import ColorizeError
from layers import writing
from layers.area import Area
from layers.writing import STRIP_ROWS, Strips
from translation import _


class NotBuilt(ColorizeError):
    """GIMP did not take the layers."""


def empty(scratch: Gimp.Image, parent: Gimp.GroupLayer | None, name: str, area: Area) -> Gimp.Layer:
    """Make a colour layer without pixels at the bottom of `parent`, or of the scratch image.

    *LCh Color* takes hue and chroma from the layer and the lightness from the photo beneath;
    compositing in Lab makes opacity, masks and erasing scale the colour and nothing else.

    Parameters
    ----------
    scratch : Gimp.Image
        Never the artist's: see `ScratchImage`.
    parent : Gimp.GroupLayer or None
        A group of `scratch`.
    name : str
    area : Area
        Its place in the image.
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
    return layer


def build(
    scratch: Gimp.Image,
    parent: Gimp.GroupLayer | None,
    area: Area,
    name: str,
    pixels: Pixels,
    visible: bool = True,
    reached: Callable[[float], None] = lambda fraction: None,
    region: Plane | None = None,
    tag: Gimp.ColorTag = Gimp.ColorTag.NONE,
) -> Gimp.Layer:
    """Make a colour layer at the bottom of `parent`, or of the scratch image.

    Parameters
    ----------
    scratch, parent, area, name
        See `empty`.
    pixels : Pixels
        As large as `area`.
    visible : bool
    reached : callable
        Is told how much is done, 0..1.
    region : Plane, optional
        The layer's mask, as large as its pixels.
    tag : Gimp.ColorTag
        How it is marked in the Layers dialog.

    Raises
    ------
    NotBuilt
        When the pixels or the mask are of another size.
    """
    layer = empty(scratch, parent, name, area)
    fill(layer, pixels, reached)
    if region is not None:
        _mask_with(layer, region)
    layer.set_color_tag(tag)
    layer.set_visible(visible)
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
    writing.write(layer, pixel_format, pixels.strips(STRIP_ROWS), reached=reached)


def mask(layer: Gimp.Layer, cover: bytes) -> None:
    """Give a layer, or a group of layers, a mask.

    Parameters
    ----------
    layer : Gimp.Layer
    cover : bytes
        One byte a pixel of the layer, 255 where it is to be seen.
    """
    _mask(layer, [(0, layer.get_height(), cover)])


def _mask_with(layer: Gimp.Layer, region: Plane) -> None:
    if (region.width, region.height) != (layer.get_width(), layer.get_height()):
        region.close()
        raise NotBuilt(_("The colour backend sent a mask of another size than the photo's."))
    _mask(layer, region.strips(STRIP_ROWS))


def _mask(layer: Gimp.Layer, strips: Strips) -> None:
    fresh = layer.create_mask(Gimp.AddMaskType.WHITE)
    layer.add_mask(fresh)
    writing.write(fresh, "Y u8", strips)
    layer.set_edit_mask(False)

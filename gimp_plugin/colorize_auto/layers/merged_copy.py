# SPDX-License-Identifier: GPL-3.0-or-later
"""The coloured photo as one ordinary layer, for artists who want no colour layers."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import Gimp

from backend_access.client import Pixels
from layers import color_layer, copy_link, photo_layer, placing
from layers.photo_part import PhotoPart
from layers.scratch_image import ScratchImage


def place(
    image: Gimp.Image,
    photo: Gimp.Layer,
    part: PhotoPart,
    name: str,
    pixels: Pixels,
    reached: Callable[[float], None],
    before_placing: Callable[[], None],
) -> Gimp.Layer:
    """Put a normal layer with the coloured photo above the photo, as one step of undo.

    Parameters
    ----------
    image : Gimp.Image
    photo : Gimp.Layer
    part : PhotoPart
    name : str
    pixels : Pixels
        As large as `part`.
    reached : callable
        Is told how much is done, 0..1.
    before_placing : callable
        Is called when all is ready, before the image is touched.

    Raises
    ------
    Gone
        When the photo is.
    NotBuilt
        When GIMP refuses.
    """
    place = photo_layer.area(photo)
    area = part.area.moved(place.x, place.y)
    with ScratchImage(image) as scratch:
        layer = color_layer.build(scratch.image, None, area, name, pixels, reached=reached)
        layer.set_mode(Gimp.LayerMode.NORMAL)
        layer.set_composite_space(Gimp.LayerColorSpace.AUTO)
        # Unlike colours, a normal layer would show where the photo is transparent.
        cover = photo_layer.covered(photo_layer.opacity(photo, part.area), part.selection)
        if cover is not None:
            color_layer.mask(layer, cover)
        copy_link.attach(layer, photo)
        before_placing()
        return placing.above(image, photo, layer)

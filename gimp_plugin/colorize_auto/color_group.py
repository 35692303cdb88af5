# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer group with the colours, from its first pixel to its place above the photo."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import photo_layer
from backend_client import Pixels
from errors import ColorizeError
from gi.repository import Gegl, Gimp
from translation import _

STRIP_ROWS = 256


class NotBuilt(ColorizeError):
    """GIMP did not take the layers."""


class ColorGroup:
    """A layer group that is made out of sight and then put above the photo in one short step.

    The pixels are written on a scratch image, never on the artist's: whatever happens meanwhile,
    GIMP's Cancel included, the artist's image stays as it was. Use it as a context manager, which
    removes the scratch image.

    Parameters
    ----------
    image : Gimp.Image
    photo : Gimp.Layer
        The layer that is coloured.
    name : str
        The group's name.
    """

    def __init__(self, image: Gimp.Image, photo: Gimp.Layer, name: str):
        self._image = image
        self._photo = photo
        self._name = name
        self._scratch = Gimp.Image.new_with_precision(
            image.get_width(), image.get_height(), Gimp.ImageBaseType.RGB, image.get_precision()
        )
        self._scratch.undo_disable()
        # A gray profile ends with the conversion to RGB; an RGB profile stays.
        if image.get_base_type() == Gimp.ImageBaseType.RGB and image.get_color_profile():
            self._scratch.set_color_profile(image.get_color_profile())
        self._group = Gimp.GroupLayer.new(self._scratch, name)
        self._scratch.insert_layer(self._group, None, 0)
        # A normal group would hide the photo from its own layers.
        self._group.set_mode(Gimp.LayerMode.PASS_THROUGH)
        self._group.set_composite_space(Gimp.LayerColorSpace.LAB)

    def __enter__(self) -> ColorGroup:
        return self

    def __exit__(self, *error: object) -> None:
        self._scratch.delete()

    def add(
        self, name: str, pixels: Pixels, visible: bool, reached: Callable[[float], None]
    ) -> None:
        """Add a layer at the bottom of the group.

        *LCh Color* takes hue and chroma from the layer and the lightness from the photo beneath;
        compositing in Lab makes opacity, masks and erasing scale the colour and nothing else.

        Parameters
        ----------
        name : str
        pixels : Pixels
            As large as the photo.
        visible : bool
        reached : callable
            Is told how much of this layer is done, 0..1.

        Raises
        ------
        NotBuilt
            When the pixels are of another size.
        """
        width, height = self._photo.get_width(), self._photo.get_height()
        if (pixels.width, pixels.height) != (width, height):
            pixels.close()
            raise NotBuilt(_("The colour backend sent a picture of another size than the photo's."))
        layer = Gimp.Layer.new(
            self._scratch,
            name,
            width,
            height,
            Gimp.ImageType.RGBA_IMAGE,
            100.0,
            Gimp.LayerMode.LCH_COLOR,
        )
        self._scratch.insert_layer(layer, self._group, len(self._group.get_children()))
        layer.set_composite_space(Gimp.LayerColorSpace.LAB)
        layer.set_offsets(*_offsets(self._photo))
        layer.set_visible(visible)
        pixel_format = "R'G'B' u8" if pixels.dtype == "uint8" else "R'G'B' u16"
        buffer = layer.get_buffer()
        for first_row, rows, values in pixels.strips(STRIP_ROWS):
            buffer.set(Gegl.Rectangle.new(0, first_row, width, rows), pixel_format, values)
            reached((first_row + rows) / height)
        buffer.flush()
        layer.update(0, 0, width, height)

    def note(self, facts: dict[str, Any]) -> None:
        """Attach `facts` to the group, so that it can be told later how the colours were made."""
        # GIMP's Python takes bytes below 128 only, hence ASCII.
        text = json.dumps(facts, ensure_ascii=True).encode("ascii")
        flags = Gimp.PARASITE_PERSISTENT | Gimp.PARASITE_UNDOABLE
        self._group.attach_parasite(Gimp.Parasite.new(photo_layer.GROUP_MARK, flags, text))

    def cover_like_photo(self) -> None:
        """Keep the colours off what is seen beside or through the photo, by a mask."""
        cover = photo_layer.coverage(self._image, self._photo)
        if cover is None:
            return
        mask = self._group.create_mask(Gimp.AddMaskType.WHITE)
        self._group.add_mask(mask)
        width, height = mask.get_width(), mask.get_height()
        buffer = mask.get_buffer()
        buffer.set(Gegl.Rectangle.new(0, 0, width, height), "Y u8", cover)
        buffer.flush()
        mask.update(0, 0, width, height)

    def move_above_photo(self) -> Gimp.GroupLayer:
        """Put the group above the photo, as one step of undo; return the group.

        Raises
        ------
        NotBuilt
            When GIMP refuses, or when the photo is gone.
        """
        image, photo = self._image, self._photo
        # The artist may go on working while the backend thinks.
        if not (image.is_valid() and photo.is_valid()):
            raise NotBuilt(_("The photo was closed or removed meanwhile; nothing was added."))
        selected = image.get_selected_layers()
        image.undo_group_start()
        try:
            group = self._insert(image, photo)
            # The photo stays selected: the next run, or the next stroke, is for it.
            image.set_selected_layers(selected or [photo])
        finally:
            image.undo_group_end()
            Gimp.displays_flush()
        return group

    def _insert(self, image: Gimp.Image, photo: Gimp.Layer) -> Gimp.GroupLayer:
        kind = image.get_base_type()
        if kind != Gimp.ImageBaseType.RGB and not image.convert_rgb():
            raise NotBuilt(_("GIMP could not convert the image to RGB."))
        group = Gimp.Layer.new_from_drawable(self._group, image)
        position = image.get_item_position(photo)
        if group is None or not image.insert_layer(group, photo.get_parent(), position):
            if kind == Gimp.ImageBaseType.GRAY:
                image.convert_grayscale()
            raise NotBuilt(_("GIMP could not add the layers with the colours."))
        group.set_name(self._name)
        return group


def _offsets(layer: Gimp.Layer) -> tuple[int, int]:
    _ok, x, y = layer.get_offsets()
    return x, y

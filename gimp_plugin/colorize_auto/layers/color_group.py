# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer group with the colours, from its first pixel to its place above the photo."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import Gimp

from backend_access.client import Pixels, Plane
from layers import color_layer, known_groups, photo_layer, placing
from layers.area import Area
from layers.group_record import GroupRecord
from layers.scratch_image import ScratchImage
from layers.stance import Stance


class ColorGroup:
    """A layer group that is made out of sight and then put above the photo in one short step.

    Use it as a context manager, which removes the scratch image on which it is made.

    Parameters
    ----------
    image : Gimp.Image
    photo : Gimp.Layer
        The layer that is coloured.
    name : str
        The group's name.
    part : Area, optional
        What is coloured of the photo, in its own pixels; all of it when None.
    """

    def __init__(self, image: Gimp.Image, photo: Gimp.Layer, name: str, part: Area | None = None):
        self._image = image
        self._photo = photo
        self._part = part
        self._stance = Stance.of(photo)
        place = self._stance.place
        self._area = place if part is None else part.moved(place.x, place.y)
        self._scratch = ScratchImage(image)
        self._group = Gimp.GroupLayer.new(self._scratch.image, name)
        self._scratch.image.insert_layer(self._group, None, 0)
        # A normal group would hide the photo from its own layers.
        self._group.set_mode(Gimp.LayerMode.PASS_THROUGH)
        self._group.set_composite_space(Gimp.LayerColorSpace.LAB)

    def __enter__(self) -> ColorGroup:
        return self

    def __exit__(self, *error: object) -> None:
        self._scratch.__exit__(*error)

    def add(
        self,
        name: str,
        pixels: Pixels,
        visible: bool,
        reached: Callable[[float], None],
        region: Plane | None = None,
        tag: Gimp.ColorTag = Gimp.ColorTag.NONE,
    ) -> Gimp.Layer:
        """Add a layer at the bottom of the group.

        Parameters
        ----------
        name : str
        pixels : Pixels
            As large as the part of the photo.
        visible : bool
        reached : callable
            Is told how much of this layer is done, 0..1.
        region : Plane, optional
            The layer's mask, as large as its pixels.
        tag : Gimp.ColorTag
            How it is marked in the Layers dialog.

        Raises
        ------
        NotBuilt
            When the pixels or the mask are of another size.
        """
        return color_layer.build(
            self._scratch.image,
            self._group,
            self._area,
            name,
            pixels,
            visible,
            reached,
            region,
            tag,
        )

    def note(self, record: GroupRecord) -> None:
        """Attach `record` to the group, so that it can be told later how the colours were made."""
        known_groups.attach(self._group, record)

    def cover_like_photo(self, selection: bytes | None = None) -> None:
        """Keep the colours off what is seen beside or through the photo, by a mask.

        What lies beneath does not matter: a cut-out may get another background later.

        Parameters
        ----------
        selection : bytes, optional
            One byte a pixel of the part, 255 where colours are wanted; everywhere when None.

        Raises
        ------
        Gone
            When the photo is.
        NotBuilt
            When the photo no longer lies as it did.
        """
        self._stance.check(self._photo)
        cover = photo_layer.covered(photo_layer.opacity(self._photo, self._part), selection)
        if cover is not None:
            color_layer.mask(self._group, cover)

    def move_above_photo(self) -> Gimp.GroupLayer:
        """Put the group above the photo, as one step of undo; return the group.

        Raises
        ------
        Gone
            When the photo is.
        NotBuilt
            When GIMP refuses, or when the photo no longer lies as it did.
        """
        self._stance.check(self._photo)
        return placing.above(self._image, self._photo, self._group)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command is about: a photo, the group of its colours, and how they were made."""

from __future__ import annotations

from dataclasses import dataclass

from gi.repository import Gimp

from installation import Colorizer, Installation
from layers import group_record, photo_layer
from layers.area import Area
from layers.group_record import GroupRecord


@dataclass(frozen=True)
class Subject:
    """A photo, and its colours where it has some.

    Attributes
    ----------
    image : Gimp.Image
    photo : Gimp.Layer
    group : Gimp.GroupLayer or None
        The group of colours that is continued.
    record : GroupRecord
        How that group was made; of a photo without colours, how they would be.
    """

    image: Gimp.Image
    photo: Gimp.Layer
    group: Gimp.GroupLayer | None
    record: GroupRecord

    @property
    def topmost(self) -> Gimp.Layer:
        """The layer above which what belongs to the photo is put."""
        return self.group or self.photo

    @property
    def part(self) -> Area:
        """What the network sees of the photo, in the layer's own pixels."""
        if self.record.area:
            return Area(*self.record.area)
        return Area(0, 0, self.photo.get_width(), self.photo.get_height())

    @property
    def area(self) -> Area:
        """What the network sees of the photo, in the image's pixels."""
        layer, part = photo_layer.area(self.photo), self.part
        return Area(layer.x + part.x, layer.y + part.y, part.width, part.height)


def choose(
    image: Gimp.Image, drawables: list[Gimp.Drawable], installation: Installation, colorizer: str
) -> Subject:
    """Give the photo among what is selected, and its colours.

    Where a group of colours, or a layer in one, is selected, that group is meant; else the topmost
    one of the photo.

    Parameters
    ----------
    colorizer : str
        The one that looks at a photo without colours.

    Raises
    ------
    NoPhoto
        When it is not clear which layer is meant.
    InstallationError
        When there is no such colorizer.
    """
    photo = photo_layer.choose(drawables)
    selected = drawables[0]
    group = group_record.group_around(selected) if isinstance(selected, Gimp.Layer) else None
    group = group or group_record.group_of(image, photo)
    record = group and group_record.read(group)
    if record is None:
        record = fresh_record(photo, installation.colorizer(colorizer), installation)
    return Subject(image, photo, group, record)


def fresh_record(
    photo: Gimp.Layer, colorizer: Colorizer, installation: Installation
) -> GroupRecord:
    """Give the record of colours that are yet to be made, as the colorizer's card recommends."""
    return GroupRecord(
        version=installation.version,
        photo="",
        layer=photo.get_tattoo(),
        colorizer=colorizer.name,
        temperature=colorizer.temperature,
        vividness=colorizer.vividness,
        saturation=colorizer.saturation,
    )

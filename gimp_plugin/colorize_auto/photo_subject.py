# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command is about: a photo, the group of its colours, and how they were made."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gi.repository import Gimp

from errors import ColorizeError
from installation import Colorizer, Installation
from layers import known_groups, part_place, photo_layer, which_photo
from layers.area import Area
from layers.group_record import GroupRecord
from layers.photo_layer import NoPhoto
from layers.photo_link import Link
from translation import _


class NotInstalled(ColorizeError):
    """The colours that are selected come from a colorizer that is not installed here."""


class NoDistribution(ColorizeError):
    """The colours that are selected come from a colorizer that knows of no others."""


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
    def part(self) -> Area:
        """What the network sees of the photo, in the layer's own pixels."""
        if self.record.area:
            return Area(*self.record.area)
        return Area(0, 0, self.photo.get_width(), self.photo.get_height())

    @property
    def area(self) -> Area:
        """What the network sees of the photo, in the image's pixels."""
        layer = photo_layer.area(self.photo)
        return self.part.moved(layer.x, layer.y)


def choose(
    image: Gimp.Image,
    drawables: list[Gimp.Drawable],
    installation: Installation,
    colorizer: str,
    distribution: bool = False,
) -> Subject:
    """Give the photo that is meant by what is selected, and the colours that are continued.

    Parameters
    ----------
    colorizer : str
        The one that looks at a photo without colours.
    distribution : bool
        Whether the command asks how probable each colour is. Colours of colorizers that do not
        know, as those in the style of another photo, are then passed over.

    Raises
    ------
    NoDistribution
        When just such colours are selected.
    NotInstalled
        When the selected colours are of a colorizer that is not here. Where others are selected
        they are passed over, too.
    NoPhoto
        When it is not clear which layer is meant, or when the part of the photo is gone that the
        colours are of.
    InstallationError
        When there is no such colorizer.
    """
    able = {
        known.name
        for known in installation.colorizers
        if known.knows_alternatives or not distribution
    }
    meant = which_photo.choose(drawables, able)
    photo, group = meant.photo, meant.group
    record = group and known_groups.read(group)
    if group and record and record.colorizer not in able:
        raise _not_able(group, record, installation)
    if record is None:
        record = fresh_record(photo, installation.colorizer(colorizer), installation)
    else:
        link = Link.to(photo)
        record = replace(record, layer=link.tattoo, layer_name=link.name)
        if record.area is not None:
            record = replace(record, area=_present_area(group, photo, Area(*record.area)))
    return Subject(image, photo, group, record)


def _not_able(
    group: Gimp.GroupLayer, record: GroupRecord, installation: Installation
) -> ColorizeError:
    for known in installation.colorizers:
        if known.name == record.colorizer:
            return NoDistribution(
                _(
                    "{colorizer}, which made “{name}”, finds one colour for each place: it has no "
                    "alternatives and does not say how sure it is. Select the photo itself in the "
                    "Layers dialog and try again."
                ).format(colorizer=known.title, name=group.get_name())
            )
    return NotInstalled(
        _(
            "The colorizer “{colorizer}”, which made “{name}”, is not installed here. Install it "
            "(Filters > Colorize > Settings / Status), or select the photo itself in the Layers "
            "dialog and try again."
        ).format(colorizer=record.colorizer, name=group.get_name())
    )


def _present_area(
    group: Gimp.GroupLayer, photo: Gimp.Layer, recorded: Area
) -> tuple[int, int, int, int]:
    colors = [photo_layer.area(layer) for layer in group.get_children()]
    part = part_place.now(recorded, photo_layer.area(photo), colors)
    if part is None:
        raise NoPhoto(
            _(
                "“{name}” has the colours of a part of the photo that is no longer there. Select "
                "the photo, or other colours of it, and try again."
            ).format(name=group.get_name())
        )
    return part.x, part.y, part.width, part.height


def fresh_record(
    photo: Gimp.Layer, colorizer: Colorizer, installation: Installation
) -> GroupRecord:
    """Give the record of colours that are yet to be made, as the colorizer's card recommends."""
    return GroupRecord(
        version=installation.version,
        photo="",
        layer=photo.get_tattoo(),
        layer_name=photo.get_name(),
        colorizer=colorizer.name,
        temperature=colorizer.temperature,
        vividness=colorizer.vividness,
        saturation=colorizer.saturation,
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""The groups of colours that an image has, each with a record of how it was made."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import asdict

from gi.repository import Gimp

from layers import desk_layer, group_record, marks, photo_link
from layers.group_record import GroupRecord
from layers.photo_link import Link

PROGRAM = "Colorize (Auto)"


def attach(group: Gimp.GroupLayer, record: GroupRecord) -> None:
    """Attach `record` to a group of colours."""
    marks.write(group, marks.COLORS, {"program": PROGRAM, **asdict(record)})


def read(group: Gimp.Layer) -> GroupRecord | None:
    """Give the record of a group of colours; None where it is none, or one not understood."""
    return group_record.from_facts(marks.read(group, marks.COLORS))


def photo_of(group: Gimp.GroupLayer) -> Gimp.Layer | None:
    """Give the photo that a group of colours was made of; None where it is gone."""
    record = read(group)
    link = Link(record.layer, record.layer_name) if record else Link(0, "")
    return photo_link.photo_of(group, link)


def is_made_of(layer: Gimp.Layer, photo: Gimp.Layer) -> bool:
    """Tell whether a layer is a group of colours made of `photo`."""
    return marks.is_colors(layer) and photo_of(layer) == photo


def of(photo: Gimp.Layer) -> list[Gimp.GroupLayer]:
    """Give the groups of colours made of `photo`, the topmost first."""
    return [layer for layer in photo_link.stack(photo.get_image()) if is_made_of(layer, photo)]


def with_part(group: Gimp.GroupLayer | None) -> Gimp.GroupLayer | None:
    """Give a group that has the colours of a part of a photo alone; None of any other."""
    record = group and read(group)
    return group if record is not None and record.area is not None else None


def records_of(photo: Gimp.Layer) -> list[GroupRecord]:
    """Give the records of all groups of colours made of `photo`, the topmost first."""
    return [record for record in map(read, of(photo)) if record is not None]


def of_whole(photo: Gimp.Layer, able: Container[str] | None = None) -> Gimp.GroupLayer | None:
    """Give the topmost group of colours made of all of `photo`, and not of a part of it.

    What the artist sees comes before what is hidden.

    Parameters
    ----------
    photo : Gimp.Layer
    able : container of str, optional
        The colorizers whose groups count; all when None.
    """
    found = []
    for group in of(photo):
        record = read(group)
        if record is None or record.area is not None:
            continue
        if able is None or record.colorizer in able:
            found.append(group)
    return min(found, key=lambda group: hidden_with(group) is not None, default=None)


def hiding(layer: Gimp.Layer, photo: Gimp.Layer) -> Gimp.Layer | None:
    """Give what keeps colours of `photo` from being seen; None where nothing does.

    It is the layer itself or a group around it, where that is hidden; else visible colours beside
    its group, above it, for of colours one sees the topmost: others of all of `photo`, or those
    from hints that the artist has dragged out of their group.

    Parameters
    ----------
    layer : Gimp.Layer
        A group of colours, or a layer in it.
    photo : Gimp.Layer
    """
    hidden = hidden_with(layer)
    if hidden is not None:
        return hidden
    group = marks.colors_around(layer)
    if group is None:
        return None
    image, parent = photo.get_image(), group.get_parent()
    colors = [other for other in of(photo) if _is_of_whole(other)]
    colors += desk_layer.all_of(image.get_layers(), desk_layer.HINTED, photo)
    beside = image.get_layers() if parent is None else parent.get_children()
    above = beside[: image.get_item_position(group)]
    return next((other for other in above if other in colors and other.get_visible()), None)


def hidden_with(layer: Gimp.Layer | None) -> Gimp.Layer | None:
    """Give the layer itself or the nearest group around it that is hidden; None where none is."""
    while layer is not None and layer.get_visible():
        layer = layer.get_parent()
    return layer


def showing_through(group: Gimp.GroupLayer, photo: Gimp.Layer) -> list[Gimp.GroupLayer]:
    """Give the visible colours of all of `photo` beneath `group`, the topmost first.

    They, and not the gray of the photo, are seen where `group` is erased or less opaque.
    """
    groups = of(photo)
    beneath = groups[groups.index(group) + 1 :]
    return [other for other in beneath if hidden_with(other) is None and _is_of_whole(other)]


def _is_of_whole(group: Gimp.GroupLayer) -> bool:
    """Tell whether a group of colours is of all of a photo; not of one that is not understood."""
    record = read(group)
    return record is not None and record.area is None

# SPDX-License-Identifier: GPL-3.0-or-later
"""Finished layers come to the artist's image, each time as one short step of undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gi.repository import Gimp

from layers import copy_link, known_groups, lost_mask, marks, presence
from layers.color_layer import NotBuilt
from layers.group_record import GroupRecord
from translation import _


def above(image: Gimp.Image, photo: Gimp.Layer, finished: Gimp.Layer) -> Gimp.Layer:
    """Copy a finished layer or group of another image to the place above the photo.

    It comes above the colours that the photo has already, so that what is new is seen. What is
    selected stays selected.

    Returns
    -------
    Gimp.Layer
        The copy.

    Raises
    ------
    Gone
        When the photo is.
    NotBuilt
        When GIMP refuses.
    """
    with one_step(image, photo):
        position = _position_above(image, photo)
        return copy_in(image, finished, photo.get_parent(), position)


def _position_above(image: Gimp.Image, layer: Gimp.Layer) -> int:
    """Give the position above a photo, or a group of its colours, and above all that hides it."""
    photo = known_groups.photo_of(layer) if marks.is_colors(layer) else layer
    group = layer.get_parent()
    beside = image.get_layers() if group is None else group.get_children()
    position: int = image.get_item_position(layer)
    for number, other in enumerate(beside[:position]):
        if known_groups.is_made_of(other, photo) or copy_link.is_copy_of(other, photo):
            return number
    return position


def into(
    image: Gimp.Image,
    group: Gimp.GroupLayer,
    finished: Sequence[Gimp.Layer],
    record: GroupRecord,
) -> list[Gimp.Layer]:
    """Copy finished layers of another image to the top of a group of colours, in this order.

    The group remembers `record` from now on.

    Returns
    -------
    list of Gimp.Layer
        The copies.

    Raises
    ------
    NotBuilt
        When GIMP refuses, or when the group is gone or locked.
    """
    if not (image.is_valid() and group.is_valid()):
        raise NotBuilt(
            _("The group of colours was closed or removed meanwhile; nothing was added.")
        )
    check_unlocked(group)
    with one_step(image, group), lost_mask.replaced(group):
        copies = [copy_in(image, layer, group, position) for position, layer in enumerate(finished)]
        known_groups.attach(group, record)
    return copies


def copy_in(
    image: Gimp.Image, finished: Gimp.Layer, parent: Gimp.GroupLayer | None, position: int
) -> Gimp.Layer:
    """Copy a layer or group of another image into this one, under its own name.

    The image becomes RGB where it is not: the artist may have made it gray.

    Raises
    ------
    NotBuilt
        When GIMP refuses.
    """
    kind = image.get_base_type()
    if kind != Gimp.ImageBaseType.RGB and not image.convert_rgb():
        raise NotBuilt(_("GIMP could not convert the image to RGB."))
    copy = Gimp.Layer.new_from_drawable(finished, image)
    if copy is None or not image.insert_layer(copy, parent, position):
        if kind == Gimp.ImageBaseType.GRAY:
            image.convert_grayscale()
        raise NotBuilt(_("GIMP could not add the layers with the colours."))
    copy.set_name(finished.get_name())
    return copy


def check_unlocked(group: Gimp.GroupLayer | None) -> None:
    """Make sure that something may be put into a group.

    Raises
    ------
    NotBuilt
        When it is locked.
    """
    if group is not None and group.get_lock_content():
        raise NotBuilt(
            _(
                "The layer group “{name}” is locked. Unlock it in the Layers dialog and try again."
            ).format(name=group.get_name())
        )


@contextmanager
def undo_step(image: Gimp.Image) -> Iterator[None]:
    """Make all that is done to the image within one step of undo."""
    image.undo_group_start()
    try:
        yield
    finally:
        image.undo_group_end()
        Gimp.displays_flush()


@contextmanager
def not_undone(image: Gimp.Image) -> Iterator[None]:
    """Leave out of undo what is done within; all of it must be gone again before the step ends."""
    image.undo_freeze()
    try:
        yield
    finally:
        image.undo_thaw()


@contextmanager
def one_step(image: Gimp.Image, otherwise: Gimp.Layer) -> Iterator[None]:
    """Make an `undo_step` that leaves the artist's choice of layers alone.

    What was selected is selected again in the end, `otherwise` where nothing was: the next run, or
    the next stroke, is for it.

    Raises
    ------
    Gone
        When the image or `otherwise` is.
    """
    presence.check(image, otherwise)
    selected = image.get_selected_layers()
    with undo_step(image):
        yield
        image.set_selected_layers(selected or [otherwise])

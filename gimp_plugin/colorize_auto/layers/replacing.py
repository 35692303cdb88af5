# SPDX-License-Identifier: GPL-3.0-or-later
"""A layer of ours that is made anew takes the place of the one before."""

from __future__ import annotations

from gi.repository import Gimp

from layers.area import Area
from layers.color_layer import NotBuilt
from translation import _


def successor(scratch: Gimp.Image, before: Gimp.Layer, area: Area) -> Gimp.Layer:
    """Copy a layer to a scratch image, to be given other pixels there.

    It keeps all that an artist may have changed: name, mask, opacity, mode, filters, colour tag.

    Parameters
    ----------
    scratch : Gimp.Image
        Never the artist's: see `ScratchImage`.
    before : Gimp.Layer
        Of the artist's image.
    area : Area
        Where the new pixels will go; the copy is made that large.

    Raises
    ------
    NotBuilt
        When GIMP refuses.
    """
    copy = Gimp.Layer.new_from_drawable(before, scratch)
    if copy is None or not scratch.insert_layer(copy, None, 0):
        raise NotBuilt(_("GIMP could not add the layers with the colours."))
    copy.set_name(before.get_name())
    # Writing to a locked layer would end the plug-in.
    copy.set_lock_content(False)
    _ok, x, y = copy.get_offsets()
    if (x, y, copy.get_width(), copy.get_height()) != (area.x, area.y, area.width, area.height):
        copy.resize(area.width, area.height, x - area.x, y - area.y)
    return copy


def in_place(image: Gimp.Image, before: Gimp.Layer, finished: Gimp.Layer) -> Gimp.Layer:
    """Put a copy of a finished layer of another image where `before` is, and remove that.

    Returns
    -------
    Gimp.Layer
        The copy.

    Raises
    ------
    NotBuilt
        When GIMP refuses, or when `before` is gone or in a locked group.
    """
    if not (image.is_valid() and before.is_valid()):
        raise NotBuilt(_("The layer was removed meanwhile; nothing was changed."))
    group = before.get_parent()
    check_unlocked(group)
    name, locked = before.get_name(), before.get_lock_content()
    selected = image.get_selected_layers()
    image.undo_group_start()
    try:
        copy = Gimp.Layer.new_from_drawable(finished, image)
        position = image.get_item_position(before)
        if copy is None or not image.insert_layer(copy, group, position):
            raise NotBuilt(_("GIMP could not add the layers with the colours."))
        image.remove_layer(before)
        # Only now is the name free.
        copy.set_name(name)
        copy.set_lock_content(locked)
        image.set_selected_layers([copy if layer == before else layer for layer in selected])
    finally:
        image.undo_group_end()
        Gimp.displays_flush()
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

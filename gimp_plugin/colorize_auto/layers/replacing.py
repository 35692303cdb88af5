# SPDX-License-Identifier: GPL-3.0-or-later
"""A layer of ours that is made anew takes the place of the one before."""

from __future__ import annotations

from gi.repository import Gimp

from layers import placing
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
    copy = placing.copy_in(scratch, before, None, 0)
    # Writing to a locked layer would end the plug-in, and GIMP would neither move nor show one.
    _lock(copy, (False, False, False))
    _ok, x, y = copy.get_offsets()
    if (x, y, copy.get_width(), copy.get_height()) != (area.x, area.y, area.width, area.height):
        copy.resize(area.width, area.height, x - area.x, y - area.y)
    return copy


def check(image: Gimp.Image, before: Gimp.Layer) -> None:
    """Make sure that another layer may take the place of `before`.

    Raises
    ------
    NotBuilt
        When `before` is gone or in a locked group.
    """
    if not (image.is_valid() and before.is_valid()):
        raise NotBuilt(_("The layer was removed meanwhile; nothing was changed."))
    placing.check_unlocked(before.get_parent())


def in_place(
    image: Gimp.Image, before: Gimp.Layer, finished: Gimp.Layer, name: str | None = None
) -> Gimp.Layer:
    """Put a copy of a finished layer of another image where `before` is, and remove that.

    It takes over the name of `before` where none is given.

    Returns
    -------
    Gimp.Layer
        The copy.

    Raises
    ------
    NotBuilt
        When GIMP refuses, or when `before` is gone or in a locked group.
    """
    check(image, before)
    group = before.get_parent()
    name, locks = name or before.get_name(), _locks(before)
    selected = image.get_selected_layers()
    with placing.undo_step(image):
        copy = placing.copy_in(image, finished, group, image.get_item_position(before))
        image.remove_layer(before)
        # Only now is the name free.
        copy.set_name(name)
        _lock(copy, locks)
        image.set_selected_layers([copy if layer == before else layer for layer in selected])
    return copy


def _locks(layer: Gimp.Layer) -> tuple[bool, bool, bool]:
    """Tell whether a layer's content, place and visibility are locked."""
    return layer.get_lock_content(), layer.get_lock_position(), layer.get_lock_visibility()


def _lock(layer: Gimp.Layer, locks: tuple[bool, bool, bool]) -> None:
    content, position, visibility = locks
    layer.set_lock_content(content)
    layer.set_lock_position(position)
    layer.set_lock_visibility(visibility)

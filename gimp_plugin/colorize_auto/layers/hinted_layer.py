# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer with the colours that the artist's hints give, in the photo's group of colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gi.repository import Gimp

from backend_access.client import Pixels
from layers import (
    color_layer,
    desk_layer,
    hint_layer,
    known_groups,
    lost_mask,
    photo_layer,
    pixel_digest,
    placing,
    replacing,
)
from layers.area import Area
from layers.color_group import ColorGroup
from layers.color_layer import NotBuilt
from layers.group_record import GroupRecord
from layers.scratch_image import ScratchImage
from translation import _

# A layer that is less than this covered holds the artist's own strokes, which stay in sight.
HIDING_SHARE = 0.5


def find(group: Gimp.GroupLayer, photo: Gimp.Layer) -> Gimp.Layer | None:
    """Give the layer of an earlier run."""
    return desk_layer.find(group.get_children(), desk_layer.HINTED, photo)


@dataclass(frozen=True)
class Making:
    """How the layer is made.

    Attributes
    ----------
    strokes : Gimp.Layer
        The artist's; it is hidden in the end, for it would lie over the result.
    digest : str
        Of what is painted on it.
    record : GroupRecord
        How the colours were made.
    reached : callable
        Is told how much is done, 0..1.
    finish : callable
        Is called when all is ready, before the image is touched.
    """

    strokes: Gimp.Layer
    digest: str
    record: GroupRecord
    reached: Callable[[float], None]
    finish: Callable[[], None]


@dataclass(frozen=True)
class Placed:
    """What has come into the image.

    Attributes
    ----------
    layer : Gimp.Layer
        With the new colours.
    kept : Gimp.Layer or None
        The layer of an earlier run, hidden now, where it was painted on since; else None.
    """

    layer: Gimp.Layer
    kept: Gimp.Layer | None = None


def make_group(
    image: Gimp.Image, photo: Gimp.Layer, name: str, pixels: Pixels, making: Making
) -> Placed:
    """Put the layer above a photo without colours, in a group of its own.

    Parameters
    ----------
    name : str
        The group's.
    pixels : Pixels
        As large as the photo.

    Raises
    ------
    NotBuilt
        When GIMP refuses.
    """
    with ColorGroup(image, photo, name) as group:
        layer = group.add(_("Colour from hints"), pixels, visible=True, reached=making.reached)
        _mark(layer, photo, making)
        group.cover_like_photo()
        group.note(making.record)
        making.finish()
        with placing.undo_step(image):
            added = group.move_above_photo()
            hint_layer.put_away(making.strokes, photo, added)
        return Placed(added.get_children()[0])


def put_into(
    image: Gimp.Image,
    group: Gimp.GroupLayer,
    photo: Gimp.Layer,
    area: Area,
    pixels: Pixels,
    making: Making,
) -> Placed:
    """Put the layer into a group of colours, in place of the one of an earlier run.

    A first one comes right above the colours that are seen everywhere, so that alternatives that
    the artist chose for some regions stay in sight. One that takes the place of another keeps its
    name, mask, opacity and place. Another that was painted on is hidden, and the new one comes
    above it. A group that the artist has hidden, to paint on the photo in gray, is shown.

    Parameters
    ----------
    area : Area
        Of the image; where the pixels go.
    pixels : Pixels
        As large as `area`.

    Raises
    ------
    NotBuilt
        When GIMP refuses, or when the group is gone or locked.
    """
    before = find(group, photo)
    with ScratchImage(image) as scratch:
        if before is None:
            name = _("Colour from hints")
            layer = color_layer.build(
                scratch.image, None, area, name, pixels, reached=making.reached
            )
        else:
            layer = replacing.successor(scratch.image, before, area)
            color_layer.fill(layer, pixels, making.reached)
            layer.set_visible(True)
        _mark(layer, photo, making)
        making.finish()
        if not (image.is_valid() and group.is_valid() and making.strokes.is_valid()):
            raise NotBuilt(
                _("The group of colours was closed or removed meanwhile; nothing was added.")
            )
        # A step of undo that comes to nothing would still cost what the artist could redo.
        if before is None:
            placing.check_unlocked(group)
        else:
            replacing.check(image, before)
        as_made = before is not None and desk_layer.is_as_made(before)
        with placing.undo_step(image):
            if before is None:
                placed = Placed(_insert(image, layer, group, _first_position(group)))
            elif as_made:
                placed = Placed(replacing.in_place(image, before, layer))
            else:
                position = image.get_item_position(before)
                placed = Placed(_insert(image, layer, before.get_parent(), position), before)
                before.set_visible(False)
            known_groups.attach(group, making.record)
            group.set_visible(True)
            hint_layer.put_away(making.strokes, photo, group)
        return placed


def _mark(layer: Gimp.Layer, photo: Gimp.Layer, making: Making) -> None:
    pixels = pixel_digest.of(layer)
    desk_layer.mark(layer, desk_layer.HINTED, photo, making.digest, pixels=pixels)


def _first_position(group: Gimp.GroupLayer) -> int:
    """Give the position above the topmost layer that would hide a new one everywhere.

    That is the automatic colours most often, or a copy of them that the artist works on. Where all
    are hidden or have a mask, it is the position above the lowest, be that the photo itself.
    """
    layers = group.get_children()
    for position, layer in enumerate(layers):
        everywhere = layer.get_visible() and layer.get_mask() is None
        if everywhere and photo_layer.covered_share(layer) >= HIDING_SHARE:
            return position
    return max(len(layers) - 1, 0)


def _insert(
    image: Gimp.Image, layer: Gimp.Layer, group: Gimp.GroupLayer, position: int
) -> Gimp.Layer:
    with placing.one_step(image, group), lost_mask.replaced(group):
        return placing.copy_in(image, layer, group, position)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Which photo is meant by what an artist has selected, and which of its colours are continued.

One selects whatever one has touched last, so every layer of the desk stands for its photo:

==================================================  =======================  =======================
selected                                            photo                    colours
==================================================  =======================  =======================
a photo                                             itself                   of all of it
a group of colours, or a layer in it                what it was made of      that group
hints, or a map of confidence                       what it was made for     of the part that it is
                                                                             for, else of all of it
a layer of the artist's own named “Colour hints”    the first beneath        of all of it
a layer above a coloured photo, mostly empty, or    that photo               of all of it
above any photo, with spots alone: one retouches
on it
a layer in a mode other than Normal, above any      that photo               of all of it
photo, a coloured one first: one dodges and burns
it, say
==================================================  =======================  =======================

A mask stands for its layer. Of several groups of all of a photo the topmost is continued that the
command can continue, of those that are seen first: one that asks for alternatives passes over
colours without. The colours of a part, a face say, are continued where they are selected, and
nowhere else.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from gi.repository import Gimp

from layers import desk_layer, known_groups, marks, photo_layer, photo_link
from layers.photo_layer import NoPhoto
from translation import _

# A layer that is less than this covered is no photo where there is a coloured one beneath it.
RETOUCHED_SHARE = 0.25
# One that is less than this covered holds retouched spots, also where nothing is coloured yet;
# cut-out prints of an album's page cover more.
SPOTS_SHARE = 0.05


@dataclass(frozen=True)
class Meant:
    """What an artist means.

    Attributes
    ----------
    photo : Gimp.Layer
    group : Gimp.GroupLayer or None
        The colours that are continued; None of a photo without.
    """

    photo: Gimp.Layer
    group: Gimp.GroupLayer | None


def choose(drawables: Sequence[Gimp.Drawable], able: Container[str] | None = None) -> Meant:
    """Give the photo that is meant by what is selected in GIMP, and its colours.

    A locked photo is welcome: nothing in it is changed.

    Parameters
    ----------
    drawables : sequence of Gimp.Drawable
    able : container of str, optional
        The colorizers whose colours can be continued; those of others are given where they are
        selected, and nowhere else. All of them when None.

    Raises
    ------
    NoPhoto
        When it is not clear which layer is meant, when that layer has no pixels of its own, or
        when a selection floats in the image.
    """
    layer = _selected(drawables)
    if layer.get_image().get_floating_sel() is not None:
        raise NoPhoto(
            _("There is a floating selection. Anchor it (Layer > Anchor Layer) and try again.")
        )
    group = marks.colors_around(layer)
    if group is not None:
        photo = known_groups.photo_of(group)
    elif marks.has(layer, marks.DESK):
        photo = desk_layer.photo_of(layer)
    else:
        photo = _of_own_layer(layer)
    if photo is None:
        raise NoPhoto(
            _(
                "The photo to which “{name}” belongs is no longer in this image. Select another "
                "photo in the Layers dialog and try again."
            ).format(name=layer.get_name())
        )
    _check(photo)
    return Meant(photo, group or part_of(layer, photo) or known_groups.of_whole(photo, able))


def part_of(layer: Gimp.Layer, photo: Gimp.Layer) -> Gimp.GroupLayer | None:
    """Give the colours of a part of `photo` that hints or a map of confidence are for."""
    link = desk_layer.part_link(layer)
    return link and link.among(known_groups.of(photo))


def desk_layers_of(photo: Gimp.Layer, group: Gimp.GroupLayer | None, kind: str) -> list[Gimp.Layer]:
    """Give the layers of the desk of a kind, hints say, that are for what is continued.

    Parameters
    ----------
    photo : Gimp.Layer
    group : Gimp.GroupLayer or None
        The colours that are continued: those of a part have layers of their own.
    kind : {"hints", "confidence"}
    """
    part = known_groups.with_part(group)
    layers = desk_layer.all_of(photo.get_image().get_layers(), kind, photo)
    return [layer for layer in layers if part_of(layer, photo) == part]


def nearest(layers: Sequence[Gimp.Layer], drawables: Sequence[Gimp.Drawable]) -> Gimp.Layer | None:
    """Give the one among layers that is selected, else the first that is seen, else the first.

    A copy that an artist keeps, hidden, is so not taken for the layer that is worked on.
    """

    def distance(layer: Gimp.Layer) -> tuple[bool, bool]:
        return not is_selected(layer, drawables), known_groups.hidden_with(layer) is not None

    return min(layers, key=distance, default=None)


def is_selected(layer: Gimp.Layer, drawables: Sequence[Gimp.Drawable]) -> bool:
    """Tell whether a layer, or its mask, is among what is selected in GIMP."""
    return layer in drawables or layer.get_mask() in drawables


def _selected(drawables: Sequence[Gimp.Drawable]) -> Gimp.Layer:
    if len(drawables) != 1:
        raise NoPhoto(_("Select one layer, the photo, in the Layers dialog and try again."))
    layer = drawables[0]
    if isinstance(layer, Gimp.LayerMask):
        layer = Gimp.Layer.from_mask(layer)
    if not isinstance(layer, Gimp.Layer):
        raise NoPhoto(
            _("A channel is selected. Select the photo in the Layers dialog and try again.")
        )
    return layer


def _of_own_layer(layer: Gimp.Layer) -> Gimp.Layer:
    """Go from a layer of the artist's own to the photo: most often it is that itself."""
    if known_groups.of(layer):
        return layer
    if layer.get_name() == photo_link.hints_name():
        return photo_link.beneath(layer) or layer
    if not photo_link.may_be_photo(layer):
        return layer
    photos = photo_link.photos_beneath(layer)
    # What only changes a photo has no picture of its own, as little as spots have.
    own = not photo_link.only_changes(layer, photos)
    covered = photo_layer.covered_share(layer) if own else 0.0
    if covered >= RETOUCHED_SHARE:
        return layer
    meant = next((photo for photo in photos if known_groups.of(photo)), None)
    if meant is None and covered < SPOTS_SHARE:
        whole = (photo for photo in photos if photo_layer.covered_share(photo) >= SPOTS_SHARE)
        meant = next(whole, None)
    return meant or layer


def _check(layer: Gimp.Layer) -> None:
    name = layer.get_name()
    if layer.is_group():
        raise NoPhoto(
            _("“{name}” is a layer group. Select the photo inside it and try again.").format(
                name=name
            )
        )
    if isinstance(layer, Gimp.TextLayer):
        raise NoPhoto(
            _("“{name}” is a text layer. Select the photo's layer and try again.").format(name=name)
        )
    if photo_link.is_vector_layer(layer):
        raise NoPhoto(
            _("“{name}” is a vector layer. Select the photo's layer and try again.").format(
                name=name
            )
        )
    group = layer.get_parent()
    while group is not None:
        if group.get_lock_content():
            raise NoPhoto(
                _(
                    "The layer group “{name}”, which holds the photo, is locked. "
                    "Unlock it in the Layers dialog and try again."
                ).format(name=group.get_name())
            )
        group = group.get_parent()

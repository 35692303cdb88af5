# SPDX-License-Identifier: GPL-3.0-or-later
"""What leads from a layer of ours to its photo, after saving, renaming and duplicating too.

A layer's tattoo outlives saving and renaming, but each layer of a duplicated image has another one,
and the old number may be that of any layer there. So its name is noted beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gi.repository import Gimp

from layers import marks, photo_layer
from translation import _


@dataclass(frozen=True)
class Link:
    """How a layer is known again.

    Attributes
    ----------
    tattoo : int
        0 when unknown.
    name : str
        "" when unknown.
    """

    tattoo: int
    name: str

    @classmethod
    def to(cls, layer: Gimp.Layer) -> Link:
        """Give the link to a layer."""
        return cls(layer.get_tattoo(), layer.get_name())

    @classmethod
    def read(cls, facts: Mapping[str, Any], of: str) -> Link | None:
        """Give the link that is noted among the facts of a mark; None where there is no sound one.

        Parameters
        ----------
        facts : mapping
            From `marks.read`.
        of : str
            What the link was noted as.
        """
        tattoo, name = facts.get(of), facts.get(f"{of}_name", "")
        return cls(tattoo, name) if isinstance(tattoo, int) and isinstance(name, str) else None

    def noted(self, of: str) -> dict[str, Any]:
        """Give the facts from which `read` gets the link again."""
        return {of: self.tattoo, f"{of}_name": self.name}

    def among(self, layers: Sequence[Gimp.Layer]) -> Gimp.Layer | None:
        """Give the layer of both tattoo and name, else of that name, else of that tattoo."""
        named = [layer for layer in layers if layer.get_name() == self.name]
        numbered = [layer for layer in layers if layer.get_tattoo() == self.tattoo]
        both = [layer for layer in named if layer in numbered]
        return next(iter(both + named + numbered), None)


def photo_of(layer: Gimp.Layer, link: Link) -> Gimp.Layer | None:
    """Give the photo that a layer of ours was made for.

    Parameters
    ----------
    layer : Gimp.Layer
        A group of colours, or another layer of ours.
    link : Link
        What is noted on it.

    Returns
    -------
    Gimp.Layer or None
        The layer that `link` leads to, where that may be a photo, or has both the number and the
        name that were noted, whatever name that is; else the first beneath `layer`
        that may be one; None where there is none.
    """
    # A photo may have the name of a layer of hints, where an artist gave it that.
    photos = [
        other
        for other in stack(layer.get_image())
        if may_be_photo(other) or (_has_own_pixels(other) and Link.to(other) == link)
    ]
    # An artist may have put the photo into the group with its colours.
    inside = [
        other for other in photos if marks.colors_around(other) and other.get_name() != link.name
    ]
    return link.among([photo for photo in photos if photo not in inside]) or beneath(layer)


def beneath(layer: Gimp.Layer) -> Gimp.Layer | None:
    """Give the first layer beneath another one that may be a photo."""
    return next(iter(photos_beneath(layer)), None)


def photos_beneath(layer: Gimp.Layer) -> list[Gimp.Layer]:
    """Give the layers beneath another one that may be photos, be they in other groups.

    Those that only change a photo beneath them are passed over.
    """
    layers = stack(layer.get_image())
    found: list[Gimp.Layer] = []
    for other in reversed(layers[layers.index(layer) + 1 :]):
        if marks.colors_around(other) or not may_be_photo(other) or only_changes(other, found):
            continue
        found.insert(0, other)
    return found


def only_changes(layer: Gimp.Layer, photos: Sequence[Gimp.Layer]) -> bool:
    """Tell whether a layer only changes how a photo looks, as one for dodging and burning does.

    Parameters
    ----------
    layer : Gimp.Layer
    photos : sequence of Gimp.Layer
        Those beneath it that may be photos. A scan in the mode Multiply above nothing but white
        paper is the photo.
    """
    return not photo_layer.hides(layer) and not all(map(photo_layer.is_plain, photos))


def stack(image: Gimp.Image) -> list[Gimp.Layer]:
    """Give all layers of an image, the topmost first, each group before what is in it."""
    return within(image.get_layers())


def within(layers: Sequence[Gimp.Layer]) -> list[Gimp.Layer]:
    """Give `layers` and what is in the groups among them, the topmost first."""
    found = []
    for layer in layers:
        found.append(layer)
        if layer.is_group():
            found += within(layer.get_children())
    return found


def may_be_photo(layer: Gimp.Layer) -> bool:
    """Tell whether a layer has pixels of its own that are neither ours nor strokes of hints."""
    return _has_own_pixels(layer) and layer.get_name() != hints_name()


def _has_own_pixels(layer: Gimp.Layer) -> bool:
    """Tell whether a layer has pixels of its own that are not ours."""
    return not (
        layer.is_group()
        or layer.is_floating_sel()
        or isinstance(layer, Gimp.TextLayer)
        or is_vector_layer(layer)
        or marks.is_ours(layer)
    )


def is_vector_layer(layer: Gimp.Layer) -> bool:
    """Tell whether a layer is a shape that GIMP draws along a path."""
    # GIMP 3.0 has no such layers.
    kind = getattr(Gimp, "VectorLayer", None)
    return kind is not None and isinstance(layer, kind)


def hints_name() -> str:
    """Give the name by which a layer of hints is known that the artist made."""
    return _("Colour hints")

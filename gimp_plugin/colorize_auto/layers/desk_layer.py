# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers of the artist's desk that are no photo: strokes of hints, a map of confidence."""

from __future__ import annotations

from collections.abc import Sequence

from gi.repository import Gimp

from layers import marks, photo_link, pixel_digest
from layers.photo_link import Link

HINTS = "hints"
HINTED = "hinted"
CONFIDENCE = "confidence"


def mark(
    layer: Gimp.Layer,
    kind: str,
    photo: Gimp.Layer,
    made_of: str = "",
    part: Gimp.GroupLayer | None = None,
    pixels: str = "",
) -> None:
    """Note on a layer what it is and for which photo.

    Parameters
    ----------
    layer : Gimp.Layer
    kind : {"hints", "hinted", "confidence"}
        Strokes, the colours that they give, or a map of confidence.
    photo : Gimp.Layer
    made_of : str
        A digest of what the layer was made of, by which it is known whether that has changed.
    part : Gimp.GroupLayer, optional
        The colours of a part of the photo, where it is for that part alone.
    pixels : str
        The `pixel_digest` of the layer as it is made.
    """
    facts = {"kind": kind, "made_of": made_of, **Link.to(photo).noted("layer")}
    if pixels:
        facts["pixels"] = pixels
    if part is not None:
        facts |= Link.to(part).noted("group")
    marks.write(layer, marks.DESK, facts)


def made_of(layer: Gimp.Layer) -> str:
    """Give the digest of what a layer was made of; "" where none was noted."""
    return str(marks.read(layer, marks.DESK).get("made_of", ""))


def is_as_made(layer: Gimp.Layer) -> bool:
    """Tell whether a layer's own pixels are those that it was made with.

    Of a layer without that note nobody knows; it counts as painted on.
    """
    return bool(marks.read(layer, marks.DESK).get("pixels") == pixel_digest.of(layer))


def photo_of(layer: Gimp.Layer) -> Gimp.Layer | None:
    """Give the photo that a layer was marked for; None for other layers, and where it is gone."""
    if not marks.has(layer, marks.DESK):
        return None
    link = Link.read(marks.read(layer, marks.DESK), "layer")
    return photo_link.photo_of(layer, link or Link(0, ""))


def part_link(layer: Gimp.Layer) -> Link | None:
    """Give what leads to the colours of the part that a layer is for; None of a whole photo."""
    return Link.read(marks.read(layer, marks.DESK), "group")


def find(layers: Sequence[Gimp.Layer], kind: str, photo: Gimp.Layer) -> Gimp.Layer | None:
    """Give the topmost layer of a kind for a photo, in `layers` and in groups among them."""
    return next(iter(all_of(layers, kind, photo)), None)


def all_of(layers: Sequence[Gimp.Layer], kind: str, photo: Gimp.Layer) -> list[Gimp.Layer]:
    """Give the layers of a kind for a photo, in `layers` and in groups among them."""
    return [
        layer
        for layer in photo_link.within(layers)
        if marks.read(layer, marks.DESK).get("kind") == kind and photo_of(layer) == photo
    ]

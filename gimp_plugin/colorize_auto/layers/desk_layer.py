# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers of the artist's desk that are no photo: strokes of hints, a map of confidence.

Each is known by a parasite, so that it may be renamed and moved, and is found in the file next
week.
"""

from __future__ import annotations

import json
from typing import Any

from gi.repository import Gimp

MARK = "colorize-auto-desk"
HINTS = "hints"
HINTED = "hinted"
CONFIDENCE = "confidence"


def mark(layer: Gimp.Layer, kind: str, photo: Gimp.Layer, made_of: str = "") -> None:
    """Note on a layer what it is and for which photo.

    Parameters
    ----------
    layer : Gimp.Layer
    kind : {"hints", "hinted", "confidence"}
        Strokes, the colours that they give, or a map of confidence.
    photo : Gimp.Layer
    made_of : str
        A digest of what the layer was made of, by which it is known whether that has changed.
    """
    facts = {"kind": kind, "layer": photo.get_tattoo(), "made_of": made_of}
    text = json.dumps(facts).encode("ascii")
    flags = Gimp.PARASITE_PERSISTENT | Gimp.PARASITE_UNDOABLE
    layer.attach_parasite(Gimp.Parasite.new(MARK, flags, text))


def made_of(layer: Gimp.Layer) -> str:
    """Give the digest of what a layer was made of; "" where none was noted."""
    return str((_facts(layer) or {}).get("made_of", ""))


def photo_of(layer: Gimp.Layer) -> Gimp.Layer | None:
    """Give the photo that a layer was marked for; None for other layers."""
    facts = _facts(layer)
    return facts and layer.get_image().get_layer_by_tattoo(facts["layer"])


def find(layers: list[Gimp.Layer], kind: str, photo: Gimp.Layer) -> Gimp.Layer | None:
    """Give the topmost layer of a kind for a photo, in `layers` and in groups among them."""
    wanted = {"kind": kind, "layer": photo.get_tattoo()}
    return next(
        (layer for layer in _all(layers) if wanted.items() <= (_facts(layer) or {}).items()), None
    )


def _facts(layer: Gimp.Layer) -> dict[str, Any] | None:
    parasite = layer.get_parasite(MARK)
    if parasite is None:
        return None
    try:
        facts = json.loads(bytes(parasite.get_data()).decode("ascii"))
    except (ValueError, OverflowError):
        return None
    return facts if isinstance(facts, dict) and "layer" in facts else None


def _all(layers: list[Gimp.Layer]) -> list[Gimp.Layer]:
    found = []
    for layer in layers:
        found.append(layer)
        if layer.is_group():
            found += _all(layer.get_children())
    return found

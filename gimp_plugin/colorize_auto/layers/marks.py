# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on layers of ours, by which each is known wherever an artist moves it, in the file too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gi.repository import Gimp

# Of a group of colours, of a layer of the artist's desk that is no photo, and of a merged copy.
COLORS = "colorize-auto"
DESK = "colorize-auto-desk"
COPY = "colorize-auto-copy"


def write(layer: Gimp.Layer, mark: str, facts: Mapping[str, Any]) -> None:
    """Note facts on a layer, in place of those of an earlier note."""
    # GIMP's Python takes bytes below 128 only, hence ASCII.
    text = json.dumps(facts, ensure_ascii=True).encode("ascii")
    flags = Gimp.PARASITE_PERSISTENT | Gimp.PARASITE_UNDOABLE
    layer.attach_parasite(Gimp.Parasite.new(mark, flags, text))


def read(layer: Gimp.Layer, mark: str) -> dict[str, Any]:
    """Give what is noted on a layer; nothing where there is no note, or a damaged one."""
    parasite = layer.get_parasite(mark)
    if parasite is None:
        return {}
    try:
        facts = json.loads(bytes(parasite.get_data()).decode("ascii"))
    except (ValueError, OverflowError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def has(layer: Gimp.Layer, mark: str) -> bool:
    """Tell whether a layer has a note, be it one that cannot be read."""
    return layer.get_parasite(mark) is not None


def is_colors(layer: Gimp.Layer) -> bool:
    """Tell whether a layer is a group of colours.

    One that was merged into a single layer keeps the note, but nothing can be put into it.
    """
    return layer.is_group() and has(layer, COLORS)


def colors_around(layer: Gimp.Layer) -> Gimp.GroupLayer | None:
    """Give the group of colours that `layer` is, or is in."""
    group = layer
    while group is not None and not is_colors(group):
        group = group.get_parent()
    return group


def is_ours(layer: Gimp.Layer) -> bool:
    """Tell whether a layer was made by the plug-in, for the photo beneath it."""
    return is_colors(layer) or has(layer, DESK)

# SPDX-License-Identifier: GPL-3.0-or-later
"""New colours that one does not see: the artist is told what is in the way."""

from __future__ import annotations

from gi.repository import Gimp

from layers import known_groups, marks
from translation import _


def tell(layer: Gimp.Layer, photo: Gimp.Layer) -> None:
    """Say what to show or to hide, where a new layer of colours of `photo` is not seen."""
    group, obstacle = marks.colors_around(layer), known_groups.hiding(layer, photo)
    if group is None or obstacle is None:
        return
    if obstacle.get_visible():
        text = _(
            "The new colours are in “{name}”. Hide “{above}”, which lies above it, in the "
            "Layers dialog to see them."
        ).format(name=group.get_name(), above=obstacle.get_name())
    else:
        text = _(
            "“{hidden}”, which holds the new colours, is hidden. Show it in the Layers dialog to "
            "see them."
        ).format(hidden=obstacle.get_name())
    Gimp.message(text)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a merged copy knows of its photo: nothing but that it lies above it and hides it.

So does a group of colours that the artist has merged into a single layer. For everything else they
are layers of the artist's own.
"""

from __future__ import annotations

from gi.repository import Gimp

from layers import marks, photo_link
from layers.photo_link import Link


def attach(copy: Gimp.Layer, photo: Gimp.Layer) -> None:
    """Note on a merged copy which photo it was made of."""
    marks.write(copy, marks.COPY, Link.to(photo).noted("layer"))


def is_copy_of(layer: Gimp.Layer, photo: Gimp.Layer) -> bool:
    """Tell whether a layer is a merged copy made of `photo`, or has merged colours of it."""
    facts = marks.read(layer, marks.COPY) or marks.read(layer, marks.COLORS)
    link = Link.read(facts, "layer")
    return link is not None and photo_link.photo_of(layer, link) == photo

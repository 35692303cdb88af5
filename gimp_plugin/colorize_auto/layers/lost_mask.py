# SPDX-License-Identifier: GPL-3.0-or-later
"""The mask of a group of colours that the artist has emptied.

GIMP shrinks it with the group, to a single pixel, and fills it with black when the group grows
again: nothing that comes in would be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gi.repository import Gimp

from layers import color_layer, known_groups, photo_layer


@contextmanager
def replaced(group: Gimp.GroupLayer) -> Iterator[None]:
    """Mask a group like its photo, where its mask is lost, when something has been put into it.

    What once was selected of the photo is lost with the mask.
    """
    lost = group.get_mask() is not None and not group.get_children()
    if lost:
        group.remove_mask(Gimp.MaskApplyMode.DISCARD)
    yield
    photo = known_groups.photo_of(group) if lost else None
    if photo is None:
        return
    place = photo_layer.area(photo)
    cover = photo_layer.opacity(photo, photo_layer.area(group).moved(-place.x, -place.y))
    if cover is not None:
        color_layer.mask(group, cover)

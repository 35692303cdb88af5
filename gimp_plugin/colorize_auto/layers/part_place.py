# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a part of a photo lies after the image was cropped, scaled or turned.

No call of GIMP happens here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from layers.area import Area


def now(recorded: Area, photo: Area, colors: Sequence[Area]) -> Area | None:
    """Give the part that a group of colours is of, as the photo is now.

    GIMP crops, scales and turns all layers of an image alike, so the layers with the colours show
    what has become of the part.

    Parameters
    ----------
    recorded : Area
        The part as it was, in the photo's own pixels.
    photo : Area
        Where the photo's layer lies in the image.
    colors : sequence of Area
        Where the layers of the group lie in the image, the topmost first.

    Returns
    -------
    Area or None
        In the photo's own pixels and within it; None where nothing of the part is left.
    """
    part = recorded.moved(photo.x, photo.y)
    if colors and part not in colors:
        # Ours are all alike; layers of the artist's own may be among them.
        part = Counter(reversed(colors)).most_common(1)[0][0]
    left, top = max(part.x, photo.x), max(part.y, photo.y)
    width = min(part.x + part.width, photo.x + photo.width) - left
    height = min(part.y + part.height, photo.y + photo.height) - top
    if width < 1 or height < 1:
        return None
    return Area(left, top, width, height).moved(-photo.x, -photo.y)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Which channels of a picture are colours, which one is transparency, and which are neither."""

from __future__ import annotations

from dataclasses import dataclass

import pyvips

from backend.photo_files.tiff_directory import transparent_channel

_COLORS_OF = {"b-w": 1, "grey16": 1, "srgb": 3, "rgb": 3, "rgb16": 3, "scrgb": 3, "cmyk": 4}


@dataclass(frozen=True)
class Channels:
    """The channels of a picture: first its colours, then all others."""

    colors: int
    """How many there are of gray (1), red, green and blue (3), or inks (4)."""
    others: int
    alpha: int | None
    """Place of the transparency among all; None if there is none."""

    @property
    def left_out(self) -> bool:
        """Whether there are some that are neither colours nor transparency."""
        return self.others > (self.alpha is not None)


def channels_of(image: pyvips.Image, data: bytes) -> Channels | None:
    """Tell the channels of a picture apart.

    Parameters
    ----------
    image : Image
        The picture.
    data : bytes
        The file that it was read from.

    Returns
    -------
    Channels or None
        None for pixels of other kinds than gray, RGB and CMYK.
    """
    colors = _COLORS_OF.get(image.interpretation)
    if colors is None or image.bands < colors:
        return None
    others = image.bands - colors
    # A TIFF file may hold a saved selection there, or the infrared of a scanner.
    is_tiff = image.get("vips-loader").startswith("tiffload")
    place = transparent_channel(data) if is_tiff and others else 0
    alpha = colors + place if place is not None and place < others else None
    return Channels(colors, others, alpha)

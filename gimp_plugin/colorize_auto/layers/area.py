# SPDX-License-Identifier: GPL-3.0-or-later
"""Rectangles of pixels."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Area:
    """A rectangle in an image's own coordinates, in pixels.

    Attributes
    ----------
    x, y : int
        The corner at the top left; it may lie outside the image.
    width, height : int
        At least 1.
    """

    x: int
    y: int
    width: int
    height: int

    def moved(self, x: int, y: int) -> Area:
        """Give the same rectangle as another origin sees it, which lies at -x, -y."""
        return Area(self.x + x, self.y + y, self.width, self.height)

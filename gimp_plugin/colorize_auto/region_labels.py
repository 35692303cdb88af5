# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the regions that the backend found lies where in the photo."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RegionLabels:
    """The numbers of regions, place by place.

    Attributes
    ----------
    values : bytes
        (height, width), at a size of their own.
    width : int
    """

    values: bytes
    width: int

    @property
    def height(self) -> int:
        """Rows."""
        return len(self.values) // self.width

    def at(self, across: float, down: float) -> int | None:
        """Give the region at a place, 0..1 from the left and from the top; None outside."""
        if not (0 <= across < 1 and 0 <= down < 1):
            return None
        return self.values[int(down * self.height) * self.width + int(across * self.width)]

    def by_size(self) -> list[int]:
        """Give all numbers, that of the largest region first."""
        return sorted(sorted(set(self.values)), key=self.values.count, reverse=True)

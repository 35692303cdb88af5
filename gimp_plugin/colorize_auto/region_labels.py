# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of the regions that the backend found lies where in the photo."""

from __future__ import annotations

from collections.abc import Collection, Iterable
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

    def largest_first(self, parts: Iterable[Collection[int]]) -> list[frozenset[int]]:
        """Sort parts, each some of the numbers, by how much of the photo they cover."""

        def area(part: Collection[int]) -> int:
            return sum(map(self.values.count, part))

        return sorted(map(frozenset, parts), key=area, reverse=True)

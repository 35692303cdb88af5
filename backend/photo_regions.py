# SPDX-License-Identifier: GPL-3.0-or-later
"""The regions of one photo that have a name."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from backend.problems import Problem

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from torch import Tensor

_MOST_DRAWN = 64
_PREFIX = "drawn-"


class PhotoRegions:
    """Masks by name: ``0``, ``1``, ... are automatic, ``drawn-1``, ... the artist's."""

    def __init__(self) -> None:
        self._labels: NDArray[Any] | None = None
        self._grid = (0, 0)
        self._drawn: OrderedDict[str, Tensor] = OrderedDict()
        self._count = 0
        self._lock = threading.Lock()

    def set_automatic(self, labels: NDArray[Any], grid: tuple[int, int]) -> None:
        """Remember the labels of the automatic regions, (H, W), for masks on this grid."""
        with self._lock:
            self._labels, self._grid = labels, grid

    def add(self, mask: Tensor) -> str:
        """Remember a drawn mask, (h, w) on the prediction's grid; the oldest of many is dropped."""
        with self._lock:
            self._count += 1
            name = f"{_PREFIX}{self._count}"
            self._drawn[name] = mask
            if len(self._drawn) > _MOST_DRAWN:
                self._drawn.popitem(last=False)
            return name

    def mask(self, name: str) -> Tensor:
        """Return the mask of a region, (h, w) on the prediction's grid, 0..1, not empty.

        Raises
        ------
        Problem
            ``unknown-region`` when there is none of this name.
        """
        from models.regions import coarse_mask

        with self._lock:
            if name in self._drawn:
                return self._drawn[name]
            if self._labels is not None and name.isdecimal():
                region = self._labels == int(name)
                if region.any():
                    return coarse_mask(region, self._grid)
        raise Problem(
            "unknown-region",
            f"This photo has no region {name!r}; ask for its regions or send the mask again.",
        )

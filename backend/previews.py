# SPDX-License-Identifier: GPL-3.0-or-later
"""Smaller copies of a photo, kept while the artist turns the settings and looks at the preview."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from numpy.typing import NDArray

_KEPT = 3
_LARGEST = 1 << 20  # pixels; a larger copy is made anew each time


class Previews:
    """The copies of one photo that were asked for last.

    Parameters
    ----------
    gray : ndarray
        (H, W) the photo.
    """

    def __init__(self, gray: NDArray[Any]) -> None:
        self._gray = gray
        self._planes: OrderedDict[int, NDArray[Any]] = OrderedDict()
        self._lock = threading.Lock()
        self.nbytes = 0
        """Bytes of the copies; nobody has to wait for the lock to know it."""

    def plane(self, size: int) -> NDArray[Any]:
        """Give a copy whose long side has `size` pixels, of the same type and proportions."""
        from models.color.gray import preview_plane

        with self._lock:
            if size not in self._planes:
                plane = preview_plane(self._gray, size)
                if plane is self._gray or plane.size > _LARGEST:
                    return plane
                self._planes[size] = plane
                if len(self._planes) > _KEPT:
                    self._planes.popitem(last=False)
                self.nbytes = sum(kept.nbytes for kept in self._planes.values())
            self._planes.move_to_end(size)
            return self._planes[size]

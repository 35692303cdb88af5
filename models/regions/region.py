# SPDX-License-Identifier: GPL-3.0-or-later
"""One region of a photo, coarse for decoding and with its border at every pixel.

A region that was found follows the edges of the photo; one that the artist drew is taken as it was
drawn.
"""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.coarse_grid import coarse_plane
from models.color.gray import lightness, reduced_plane
from models.color.upsampling import GuidedUpsampling, enlarged_rows
from models.errors import BadPhoto
from models.guide import guide_of

_REACH = 0.004  # of the filter that makes the border soft, share of the photo's long side
_HAZE = 0.1  # of a mask that is found this little is nothing, and all but this little is all


class RegionMask(ABC):
    """How much of each pixel of a photo belongs to a region.

    Parameters
    ----------
    gray : ndarray
        (H, W) the photo or a smaller copy of it.
    """

    def __init__(self, gray: NDArray):
        self._gray = gray
        self.height, self.width = gray.shape

    @abstractmethod
    def rows(self, light: Tensor, top: int) -> Tensor:
        """Give a strip of the mask.

        Parameters
        ----------
        light : Tensor
            (rows, W) CIE L of the photo, from row `top` on.
        top : int
            First row of the strip.

        Returns
        -------
        Tensor
            (rows, W) float32, 0..1.
        """

    def strips(self, rows: int = 256) -> Iterator[NDArray[np.uint8]]:
        """Yield the mask from top to bottom.

        Parameters
        ----------
        rows : int
            Height of a strip; the last may be lower.

        Yields
        ------
        ndarray
            (rows, W) uint8, 255 inside.
        """
        for top in range(0, self.height, rows):
            mask = self.rows(lightness(self._gray[top : top + rows]), top)
            yield (mask * 255.0 + 0.5).byte().numpy()


@dataclass(frozen=True, eq=False)
class Region(ABC):
    """A part of a photo."""

    coarse: Tensor
    """(h, w) share of each cell of the prediction's grid, 0..1, not empty."""

    @property
    @abstractmethod
    def nbytes(self) -> int:
        """Memory that the region holds."""

    @abstractmethod
    def mask(self, gray: NDArray) -> RegionMask:
        """Give the region at every pixel.

        Parameters
        ----------
        gray : ndarray
            (H, W) the photo or a smaller copy of it.
        """


@dataclass(frozen=True, eq=False)
class FoundRegion(Region):
    """A region of the segmentation, whose border moves to the photo's edges near it."""

    plane: NDArray[np.bool_]
    """(H', W') the region at the size at which it was found."""

    @property
    def nbytes(self) -> int:
        """Memory that the region holds."""
        return self.coarse.nbytes + self.plane.nbytes

    def mask(self, gray: NDArray) -> RegionMask:
        """Give the region at every pixel, soft along its border."""
        return _FoundMask(self.plane, gray)


@dataclass(frozen=True, eq=False)
class DrawnRegion(Region):
    """A region that the artist drew, feathered or not."""

    packed: bytes
    """The mask, uint8, compressed: selections are large and have little in them."""
    shape: tuple[int, int]
    """(H', W') of the mask."""

    @property
    def nbytes(self) -> int:
        """Memory that the region holds."""
        return self.coarse.nbytes + len(self.packed)

    def mask(self, gray: NDArray) -> RegionMask:
        """Give the region at every pixel: at the drawn size the very mask, else scaled."""
        plane = np.frombuffer(zlib.decompress(self.packed), np.uint8).reshape(self.shape)
        return _DrawnMask(plane, gray)


def found_region(plane: NDArray[np.bool_], grid: tuple[int, int]) -> FoundRegion:
    """Make a region of the segmentation.

    Parameters
    ----------
    plane : ndarray
        (H', W') bool, not empty.
    grid : tuple of int
        (h, w) of the prediction.
    """
    return FoundRegion(coarse_mask(plane, grid), plane)


def drawn_region(
    plane: NDArray, grid: tuple[int, int], largest: tuple[int, int]
) -> DrawnRegion | None:
    """Make a region of a mask.

    Parameters
    ----------
    plane : ndarray
        (H', W') from 0 to 1 for floats, or to the largest whole number of its type.
    grid : tuple of int
        (h, w) of the prediction.
    largest : tuple of int
        (H, W) of the photo; a larger mask is made as small.

    Returns
    -------
    DrawnRegion or None
        None if nothing is in the mask.

    Raises
    ------
    BadPhoto
        If the mask is not finite.
    """
    coarse = reduced_plane(plane, *grid, _unit)
    if not coarse.isfinite().all():
        raise BadPhoto("The mask of a region must have finite values from 0 to 1.")
    coarse = coarse.clamp(0.0, 1.0)
    if not coarse.any():
        return None
    if plane.size > largest[0] * largest[1]:
        plane = reduced_plane(plane, *largest, _unit).numpy()
    drawn = plane if plane.dtype == np.uint8 else _bytes(plane)
    height, width = drawn.shape
    return DrawnRegion(coarse, zlib.compress(drawn.data, 1), (height, width))


def coarse_mask(region: NDArray[np.bool_], grid: tuple[int, int]) -> Tensor:
    """Share of each cell of the prediction's grid that a region covers.

    Parameters
    ----------
    region : ndarray
        (H, W) mask at any size.
    grid : tuple of int
        (h, w).

    Returns
    -------
    Tensor
        (h, w) float32, 0..1.
    """
    return coarse_plane(torch.from_numpy(region), grid)


class _FoundMask(RegionMask):
    def __init__(self, plane: NDArray[np.bool_], gray: NDArray):
        super().__init__(gray)
        guide = guide_of(gray)
        radius = max(1, round(_REACH * max(guide.shape)))
        self._upsampling = GuidedUpsampling(torch.from_numpy(plane)[None].float(), guide, radius)

    def rows(self, light: Tensor, top: int) -> Tensor:
        mask = self._upsampling.rows(light, top, self.height)[0]
        return ((mask - _HAZE) / (1.0 - 2.0 * _HAZE)).clamp_(0.0, 1.0)


class _DrawnMask(RegionMask):
    def __init__(self, plane: NDArray[np.uint8], gray: NDArray):
        super().__init__(gray)
        self._plane: NDArray | Tensor = plane
        if plane.size > gray.size:
            self._plane = reduced_plane(plane, self.height, self.width, _unit)[None]
        elif plane.shape != gray.shape:
            self._plane = _unit(plane)[None]

    def rows(self, light: Tensor, top: int) -> Tensor:
        if isinstance(self._plane, Tensor):
            rows = enlarged_rows(self._plane, top, len(light), self.height, self.width)[0]
            return rows.clamp(0.0, 1.0)
        return _unit(self._plane[top : top + len(light)])


def _unit(plane: NDArray) -> Tensor:
    """Bring a mask of whole numbers or of floats to floats that are 1 where it is set."""
    largest = 1.0 if plane.dtype.kind == "f" else float(np.iinfo(plane.dtype).max)
    return torch.from_numpy(plane.astype(np.float32)) / largest


def _bytes(plane: NDArray) -> NDArray[np.uint8]:
    rows = max(1, (1 << 20) // plane.shape[1])
    strips = [
        (_unit(plane[top : top + rows]).clamp(0.0, 1.0) * 255.0 + 0.5).byte().numpy()
        for top in range(0, len(plane), rows)
    ]
    return np.concatenate(strips)

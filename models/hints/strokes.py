# SPDX-License-Identifier: GPL-3.0-or-later
"""Hints: the colours that the artist fixes, brought from strokes of any size to a coarse grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.color.gray import reduced_plane
from models.color.lab import lab_from_srgb, linear_from_srgb, srgb_from_linear
from models.errors import BadHints, NoHints

_LEAST = 0.02  # of a cell must be painted; a line of three pixels on a scan of 100 MP is more
_PROPORTIONS = 0.02  # by which those of photo and strokes may differ, for rounded previews


@dataclass(frozen=True, eq=False)
class Hints:
    """Colours on a grid, and where they are."""

    lab: Tensor
    """(3, h, w) float32, the colour of the strokes; 0 where there is none."""
    fixed: Tensor
    """(h, w) bool: the cells that have a hint, at least one."""

    def planes(self) -> Tensor:
        """Give what a network that takes hints is given.

        Returns
        -------
        Tensor
            (3, h, w): ab, 0 where there is no hint, and a mask of 1 where there is one.
        """
        return torch.cat((self.lab[1:], torch.ones_like(self.lab[:1]))) * self.fixed


def check_hints(plane: NDArray, photo: tuple[int, ...]) -> None:
    """Refuse what are no strokes for a photo.

    Parameters
    ----------
    plane : ndarray
        (H, W, 4) uint8 or uint16, sRGB-coded R, G, B and alpha, not premultiplied.
    photo : tuple of int
        (H', W') of the photo; the strokes may have another size but not other proportions.

    Raises
    ------
    BadHints
        If shape, type or proportions are wrong.
    NoHints
        If everything is transparent.
    """
    if plane.ndim != 3 or plane.shape[2] != 4 or plane.dtype.name not in ("uint8", "uint16"):
        raise BadHints(
            "Colour hints are a picture of red, green, blue and alpha, 8 or 16 bits each; add an "
            "alpha channel to the layer of strokes."
        )
    if 0 in plane.shape:
        raise BadHints("The colour hints have no pixels.")
    rounding = 1.0 / min(*plane.shape[:2], *photo)
    stretch = plane.shape[0] * photo[1] / (plane.shape[1] * photo[0])
    if abs(np.log(stretch)) > _PROPORTIONS + rounding:
        raise BadHints(
            f"The colour hints ({plane.shape[1]} x {plane.shape[0]} pixels) do not have the "
            f"proportions of the photo ({photo[1]} x {photo[0]}); make their layer as large as "
            "the photo."
        )
    if not any(plane[top : top + 64, :, 3].any() for top in range(0, len(plane), 64)):
        raise _nothing_painted()


def hints_on_grid(plane: NDArray, height: int, width: int) -> Hints:
    """Average strokes over the cells of a grid.

    A cell takes the mean colour of what is painted in it, in linear light, however little that is:
    thin strokes count as much as thick ones. Of a thick stroke the ragged border is left out, so
    that it does not reach over an edge that the artist kept to.

    Parameters
    ----------
    plane : ndarray
        (H, W, 4), see `check_hints`.
    height, width : int
        Of the grid.

    Returns
    -------
    Hints

    Raises
    ------
    NoHints
        If no cell has enough of a stroke.
    """
    reduced = reduced_plane(plane, height, width, _premultiplied)
    coverage = reduced[3].clamp(0.0, 1.0)
    colour = (reduced[:3] / coverage.clamp(min=1e-6)).clamp(0.0, 1.0)
    neighbourhood = functional.max_pool2d(coverage[None], 3, stride=1, padding=1)[0]
    fixed = (coverage >= _LEAST) & (coverage >= 0.5 * neighbourhood)
    if not fixed.any():
        raise _nothing_painted()
    return Hints(lab_from_srgb(srgb_from_linear(colour)) * fixed, fixed)


def _premultiplied(strip: NDArray) -> Tensor:
    """Linear R, G, B times alpha, and alpha, (4, rows, W)."""
    if not strip[..., 3].any():
        return torch.zeros(4, *strip.shape[:2])
    coded = torch.from_numpy(strip.astype(np.float32)).movedim(-1, 0) / np.iinfo(strip.dtype).max
    return torch.cat((linear_from_srgb(coded[:3]) * coded[3:], coded[3:]))


def _nothing_painted() -> NoHints:
    return NoHints("There are no colour hints yet: paint some strokes first.")

# SPDX-License-Identifier: GPL-3.0-or-later
"""Planes on the coarse grid of a prediction: brought to it, and their means over regions."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def coarse_plane(plane: Tensor, grid: tuple[int, int]) -> Tensor:
    """Scale a plane to the prediction's grid.

    Parameters
    ----------
    plane : Tensor
        (H, W) at any size.
    grid : tuple of int
        (h, w).

    Returns
    -------
    Tensor
        (h, w) float32.
    """
    return functional.interpolate(
        plane[None, None].float(), size=grid, mode="bilinear", antialias=True
    )[0, 0]


def pools(planes: Tensor, masks: Tensor) -> Tensor:
    """Mean of planes over each of several regions.

    Parameters
    ----------
    planes : Tensor
        (C, h, w).
    masks : Tensor
        (n, h, w), 0..1, none of them empty.

    Returns
    -------
    Tensor
        (n, C).
    """
    flat = masks.flatten(1)
    return flat @ planes.flatten(1).T / flat.sum(1, keepdim=True)


def pool(planes: Tensor, mask: Tensor) -> Tensor:
    """Mean of planes over a region.

    Parameters
    ----------
    planes : Tensor
        (C, h, w).
    mask : Tensor
        (h, w), 0..1, not empty.

    Returns
    -------
    Tensor
        (C,).
    """
    return (planes * mask).sum((1, 2)) / mask.sum()

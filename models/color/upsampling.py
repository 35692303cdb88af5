# SPDX-License-Identifier: GPL-3.0-or-later
"""Edge-aware upsampling of coarse planes, guided by the photo's lightness, in strips.

A guided filter models the colour near each pixel as a linear function of the lightness. Its
coefficients are found at a moderate size and only they are enlarged; applied to the lightness at
full size they put the colour's edges where the photo has its own.

References
----------
.. [1] K. He, J. Sun, "Fast Guided Filter", 2015, arXiv:1505.00996.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.ndimage import uniform_filter
from torch import Tensor
from torch.nn import functional

_RADIUS = 1.25  # of the filter's window, in cells of the coarse grid
_EDGE = 4.0  # lightness steps well above this count as edges, L units


class GuidedUpsampling:
    """Coefficients of the local linear models of some planes over lightness.

    Parameters
    ----------
    coarse : Tensor
        (C, h, w) planes on the prediction's grid.
    guide : Tensor
        (gh, gw) lightness of the same picture at a moderate size.
    radius : int, optional
        Of the filter's window in pixels of the guide; by default what suits the coarse grid.
    """

    def __init__(self, coarse: Tensor, guide: Tensor, radius: int | None = None):
        size = tuple(guide.shape)
        if radius is None:
            cell = max(g / c for g, c in zip(size, coarse.shape[1:], strict=True))
            radius = max(1, round(_RADIUS * cell))
        planes = functional.interpolate(
            coarse[None].float(), size=size, mode="bilinear", align_corners=False
        )[0].numpy()
        light = guide.numpy().astype(np.float32)
        window = 2 * radius + 1

        def mean(plane: np.ndarray) -> np.ndarray:
            return uniform_filter(plane, window, mode="nearest")

        mean_light = mean(light)
        variance = np.maximum(mean(light * light) - mean_light**2, 0.0)
        slopes, offsets = [], []
        for plane in planes:
            mean_plane = mean(plane)
            slope = (mean(light * plane) - mean_light * mean_plane) / (variance + _EDGE**2)
            slopes.append(mean(slope))
            offsets.append(mean(mean_plane - slope * mean_light))
        self._coefficients = torch.from_numpy(np.stack(slopes + offsets))

    def rows(self, lightness: Tensor, top: int, height: int) -> Tensor:
        """Planes at full size for a strip of rows.

        Parameters
        ----------
        lightness : Tensor
            (rows, W) of the photo, from row `top` on.
        top : int
            First row of the strip.
        height : int
            Rows of the whole photo.

        Returns
        -------
        Tensor
            (C, rows, W).
        """
        count, width = lightness.shape
        slopes, offsets = enlarged_rows(self._coefficients, top, count, height, width).chunk(2)
        return slopes * lightness + offsets


def enlarged_rows(planes: Tensor, top: int, count: int, height: int, width: int) -> Tensor:
    """Enlarge planes bilinearly and give some rows.

    Parameters
    ----------
    planes : Tensor
        (C, h, w).
    top, count : int
        First row and number of rows of the enlarged planes.
    height, width : int
        Size of the enlarged planes.

    Returns
    -------
    Tensor
        (C, count, width).
    """
    source = planes.shape[1]
    place = (torch.arange(top, top + count) + 0.5) * source / height - 0.5
    place = place.clamp(0.0, source - 1.0)
    first = place.floor().long()
    second = (first + 1).clamp(max=source - 1)
    share = (place - first).view(-1, 1)
    rows = torch.lerp(planes[:, first], planes[:, second], share)
    return functional.interpolate(
        rows[None], size=(count, width), mode="bilinear", align_corners=False
    )[0]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide: a copy of a photo's lightness, at the size at which planes are fitted to its edges."""

from __future__ import annotations

from numpy.typing import NDArray
from torch import Tensor

from models.color.gray import reduced_luminance
from models.color.lab import lightness_from_luminance

_LONGEST = 768  # long side at which colours are fitted to the lightness, pixels


def guide_of(gray: NDArray) -> Tensor:
    """Make the guide of a photo.

    Parameters
    ----------
    gray : ndarray
        (H, W) uint8, uint16 or float32 in 0..1, sRGB-coded.

    Returns
    -------
    Tensor
        (gh, gw) CIE L, 0..100; no side is longer than 768.
    """
    shrink = min(1.0, _LONGEST / max(gray.shape))
    height, width = (max(1, round(side * shrink)) for side in gray.shape)
    return lightness_from_luminance(reduced_luminance(gray, height, width))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Bright red and purple: what strong dyes give to cloth and paint, and little else has."""

from __future__ import annotations

import torch
from torch import Tensor

_CHROMA = 28.0  # above that of most skin
_HUES = (-70.0, 38.0)  # degrees in the ab plane, from purple to red; bricks and wood lie above


def dyed_share(ab: Tensor) -> Tensor:
    """Share of photos that is bright red or purple.

    Parameters
    ----------
    ab : Tensor
        (N, 2, H, W).

    Returns
    -------
    Tensor
        (N,) 0..1.
    """
    a, b = ab.unbind(1)
    hue = torch.rad2deg(torch.atan2(b, a))
    low, high = _HUES
    return ((torch.hypot(a, b) > _CHROMA) & (hue > low) & (hue < high)).float().mean((1, 2))

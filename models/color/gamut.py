# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring colours into the sRGB gamut at fixed lightness and hue.

Clipping RGB would change the photo's own lightness (by more than 1 L unit on a third of random
colours); taking back chroma does not.
"""

from __future__ import annotations

import torch
from torch import Tensor

from models.color.lab import linear_from_lab

_TOLERANCE = 5e-5  # of linear light beyond 0..1; clipping this much is invisible, white stays white
_HALVINGS = 12


def fit_chroma(lab: Tensor) -> Tensor:
    """Linear sRGB of colours whose chroma is reduced as far as the gamut asks.

    Parameters
    ----------
    lab : Tensor
        (3, H, W), L in 0..100.

    Returns
    -------
    Tensor
        (3, H, W) linear sRGB, 0..1.
    """
    linear = linear_from_lab(lab)
    outside = _out_of_gamut(linear)
    if outside.any():
        colours = lab[:, outside][:, None]  # (3, 1, M)
        linear[:, outside] = linear_from_lab(_reduced(colours))[:, 0]
    return linear.clamp_(0.0, 1.0)


def chroma_in_gamut(lab: Tensor) -> Tensor:
    """Like `fit_chroma`, but as Lab.

    Parameters
    ----------
    lab : Tensor
        (3, H, W).

    Returns
    -------
    Tensor
        (3, H, W) with the same L and hue.
    """
    outside = _out_of_gamut(linear_from_lab(lab))
    fitted = lab.clone()
    if outside.any():
        fitted[:, outside] = _reduced(lab[:, outside][:, None])[:, 0]
    return fitted


def displayable_share(ab: Tensor, lightness: Tensor) -> Tensor:
    """How much of a colour's chroma the gamut leaves at each of several lightnesses.

    Parameters
    ----------
    ab : Tensor
        (Q, 2).
    lightness : Tensor
        (n,) CIE L, 0..100.

    Returns
    -------
    Tensor
        (n, Q), 0..1.
    """
    light = lightness.view(1, -1, 1).expand(1, -1, len(ab))
    asked = ab.T[:, None].expand(2, len(lightness), -1)
    left = chroma_in_gamut(torch.cat((light, asked)))[1:]
    return left.norm(dim=0) / ab.norm(dim=1).clamp(min=1e-6)


def _out_of_gamut(linear: Tensor) -> Tensor:
    return ((linear < -_TOLERANCE) | (linear > 1.0 + _TOLERANCE)).any(-3)


def _reduced(colours: Tensor) -> Tensor:
    low = torch.zeros_like(colours[0])
    high = torch.ones_like(colours[0])
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        outside = _out_of_gamut(linear_from_lab(_scaled(colours, middle)))
        high = torch.where(outside, middle, high)
        low = torch.where(outside, low, middle)
    return _scaled(colours, low)


def _scaled(colours: Tensor, scale: Tensor) -> Tensor:
    return torch.stack((colours[0], colours[1] * scale, colours[2] * scale))

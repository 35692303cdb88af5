# SPDX-License-Identifier: GPL-3.0-or-later
"""From histograms of hue and chroma to one hue and one chroma: expectation and chromatic fading.

References
----------
.. [1] G. Larsson, M. Maire, G. Shakhnarovich, "Learning Representations for Automatic
   Colorization", ECCV 2016, section 3.3.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from models.decoding import COLDEST

FADING = 0.03
"""The paper's eta, found by cross-validation."""


def sharpened(logits: Tensor, temperature: float) -> Tensor:
    """Histogram of some logits.

    Parameters
    ----------
    logits : Tensor
        (K, h, w).
    temperature : float
        T: 1 as published, 0 puts everything into the likeliest bin.

    Returns
    -------
    Tensor
        (K, h, w), sum 1 over K.
    """
    if temperature < COLDEST:
        return functional.one_hot(logits.argmax(0), len(logits)).movedim(-1, 0).to(logits)
    return (logits / temperature).softmax(0)


def centers(count: int) -> Tensor:
    """Middles of `count` equal bins of 0..1, (count,)."""
    return (torch.arange(count) + 0.5) / count


def expectation(histogram: Tensor) -> Tensor:
    """Mean of a histogram over 0..1, as for the chroma.

    Parameters
    ----------
    histogram : Tensor
        (K, h, w).

    Returns
    -------
    Tensor
        (h, w).
    """
    return torch.einsum("k,khw->hw", centers(len(histogram)).to(histogram), histogram)


def circular_mean(histogram: Tensor) -> tuple[Tensor, Tensor]:
    """Argument and size of the complex expectation of a histogram around a circle.

    Parameters
    ----------
    histogram : Tensor
        (K, h, w) over the hue, 0..1.

    Returns
    -------
    mean : Tensor
        (h, w), 0..1.
    length : Tensor
        (h, w), 0..1: 1 where a single hue is certain, 0 where opposite hues cancel out.
    """
    angle = 2.0 * math.pi * centers(len(histogram)).to(histogram)
    x = torch.einsum("k,khw->hw", angle.cos(), histogram)
    y = torch.einsum("k,khw->hw", angle.sin(), histogram)
    return (torch.atan2(y, x) / (2.0 * math.pi)) % 1.0, torch.hypot(x, y)


def chromatic_fading(length: Tensor, count: int) -> Tensor:
    """Factor on the chroma where the hue is not certain: min(abs(z) / eta, 1).

    The paper's z is the circular mean divided by the number of bins K, so that it is at most 1 / K:
    with K = 32 the factor is 1 only from a length of 0.96 on, and nearly every colour fades a
    little. (The paper prints "max" for what is a minimum.)

    Parameters
    ----------
    length : Tensor
        Of `circular_mean`.
    count : int
        K.

    Returns
    -------
    Tensor
        Like `length`, 0..1.
    """
    return (length / (count * FADING)).clamp(max=1.0)

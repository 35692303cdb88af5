# SPDX-License-Identifier: GPL-3.0-or-later
"""From a distribution over bins to colours: vividness and the annealed mean.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, section 3.3 of
   arXiv:1603.08511v1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from torch import Tensor

from models.errors import BadParameter

COLDEST = 1e-3
"""Temperatures below this give the mode: logits divided by less would overflow."""
_LIMITS = {"temperature": (0.0, 2.0), "vividness": (0.0, 1.0), "saturation": (0.0, 2.0)}


@dataclass(frozen=True)
class DecoderSettings:
    """What the artist can turn without running the network again.

    Raises
    ------
    BadParameter
        If a value lies outside its range.
    """

    temperature: float
    """T of the annealed mean, 0..2: 1 is the mean, 0 the mode."""
    vividness: float
    """Between the natural (0) and the rebalanced distribution (1)."""
    saturation: float = 1.0
    """Factor on ab, 0..2."""

    def __post_init__(self) -> None:
        for name, (low, high) in _LIMITS.items():
            value = getattr(self, name)
            if not (math.isfinite(value) and low <= value <= high):
                raise BadParameter(f"{name} must be between {low:g} and {high:g}, not {value}.")

    def changed(self, given: Mapping[str, float | None]) -> DecoderSettings:
        """Put what is given by name in the place of these; None leaves a setting as it is."""
        return replace(self, **{name: value for name, value in given.items() if value is not None})


def natural_logits(logits: Tensor, weights: Tensor, vividness: float) -> Tensor:
    """Undo the share 1 - v of the class rebalancing: log of softmax(z) / w^(1 - v).

    Parameters
    ----------
    logits : Tensor
        (Q, h, w) or (N, Q, h, w), what the network says.
    weights : Tensor
        (Q,) class weights of its training.
    vividness : float
        v, 0..1.

    Returns
    -------
    Tensor
        Like `logits`, up to a constant per cell.
    """
    return logits - (1.0 - vividness) * weights.log().view(-1, 1, 1)


def annealed_mean(logits: Tensor, centers: Tensor, temperature: float) -> Tensor:
    """Eq. 8: the mean of the distribution sharpened by the temperature.

    Parameters
    ----------
    logits : Tensor
        (Q, h, w) or (N, Q, h, w).
    centers : Tensor
        (Q, 2) ab of the bins.
    temperature : float
        T; 0 gives the mode.

    Returns
    -------
    Tensor
        (2, h, w) or (N, 2, h, w) ab.
    """
    if temperature < COLDEST:
        return centers[logits.argmax(-3)].movedim(-1, -3)
    probability = (logits / temperature).softmax(-3)
    # One product of (2, Q) and (Q, h w): the distribution is not turned around in memory.
    return (centers.T @ probability.flatten(-2)).unflatten(-1, probability.shape[-2:])

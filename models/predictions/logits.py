# SPDX-License-Identifier: GPL-3.0-or-later
"""Logits of probabilities, as predictions keep them."""

from __future__ import annotations

from torch import Tensor

_LEAST = 1e-7  # of a probability, so that its logarithm stays in half precision


def half_logits(probability: Tensor) -> Tensor:
    """Take the logarithms of probabilities in half precision.

    Parameters
    ----------
    probability : Tensor
        Of any shape, 0..1; less than 1e-7 counts as that.

    Returns
    -------
    Tensor
        Float16 of the same shape.
    """
    return probability.clamp(min=_LEAST).log().half()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The loss of a network that predicts a distribution over ab bins.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, eq. 3 and 5-7.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn import functional

from models.color.bins import Bins


def coarse_target(ab: Tensor, stride: int) -> Tensor:
    """Average full-resolution ab over the cells of the prediction's grid.

    Parameters
    ----------
    ab : Tensor
        (N, 2, H, W).
    stride : int
        Side of a cell in pixels.

    Returns
    -------
    Tensor
        (N, 2, H / stride, W / stride).
    """
    return functional.avg_pool2d(ab, stride)


def empirical_prior(bins: Bins, ab_batches: Iterable[Tensor]) -> Tensor:
    """How often colours fall in each bin.

    Parameters
    ----------
    bins : Bins
        The palette.
    ab_batches : iterable of Tensor
        (N, 2, h, w) each.

    Returns
    -------
    Tensor
        (Q,), sum 1.
    """
    counts = torch.zeros(bins.count, dtype=torch.float64)
    for ab in ab_batches:
        nearest = bins.nearest(ab.movedim(1, -1).reshape(-1, 2))
        counts += torch.bincount(nearest, minlength=bins.count)
    return (counts / counts.sum()).float()


class RebalancedCrossEntropy:
    """Cross entropy against softly encoded colours, weighed by the rarity of the nearest bin.

    Parameters
    ----------
    bins : Bins
        The palette, on the device of the training.
    weights : Tensor
        (Q,) class weights of eq. 6; ones switch rebalancing off (eq. 7).
    neighbours, sigma
        Of the soft encoding.
    """

    def __init__(self, bins: Bins, weights: Tensor, neighbours: int, sigma: float):
        self.bins = bins
        self.weights = weights
        self.neighbours = neighbours
        self.sigma = sigma

    def __call__(self, logits: Tensor, target: Tensor) -> Tensor:
        """Mean loss over all cells.

        Parameters
        ----------
        logits : Tensor
            (N, Q, h, w).
        target : Tensor
            (N, 2, h, w) ab.

        Returns
        -------
        Tensor
            Scalar.
        """
        colours = target.movedim(1, -1).reshape(-1, 2)
        index, weight = self.bins.soft_encode(colours, self.neighbours, self.sigma)
        cells = logits.float().movedim(1, -1).reshape(-1, self.bins.count)
        log_probability = cells.log_softmax(1).gather(1, index)
        rarity = self.weights[index[:, 0]]
        return -(rarity * (weight * log_probability).sum(1)).mean()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Cross entropy over the 313 ab bins, with soft encoding and class rebalancing.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, eq. 3 and 5-7
   of arXiv:1603.08511v1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from models.color.bins import Bins, zhang_bins
from models.networks.network import ColorizerNetwork
from models.training.objectives.objective import Batch, Objective, coarse_target, objective


@objective("rebalanced-cross-entropy")
@dataclass(frozen=True)
class RebalancedCrossEntropy(Objective):
    """For networks with a distribution over the bins of Zhang et al."""

    rebalancing: float = 0.5
    """Lambda of eq. 6; 1 switches rebalancing off (eq. 7)."""
    neighbours: int = 5
    """k of the soft encoding; 10 in the paper's text, 5 in the authors' release."""
    sigma: float = 5.0
    """Width of the soft encoding and of the prior's smoothing, ab units."""

    def prepare(self, network: ColorizerNetwork, colours: Iterable[Tensor]) -> None:
        """Give the network the 313 bins and the class weights of the training photos."""
        bins = zhang_bins()
        weights = bins.class_weights(empirical_prior(bins, colours), self.rebalancing, self.sigma)
        network.bins.copy_(bins.centers)  # type: ignore[operator]
        network.class_weights.copy_(weights)  # type: ignore[operator]

    def equip(self, network: ColorizerNetwork) -> None:
        """Without rebalancing, forget the class weights of the colorizer that a run starts from."""
        if self.rebalancing == 1.0:
            network.class_weights.fill_(1.0)  # type: ignore[operator]

    def loss(self, network: ColorizerNetwork, output: Any, batch: Batch) -> Tensor:
        """Mean cross entropy over all cells, the share of each bin weighed by its rarity.

        So the network learns softmax(z) ~ w P exactly, and dividing by w gives P (prior shift).
        Weighing a cell by its nearest bin alone, as eq. 5 does, leaves gray too probable.
        """
        target = coarse_target(batch.ab, batch.ab.shape[-1] // output.shape[-1])
        colours = target.movedim(1, -1).reshape(-1, 2)
        bins = Bins(network.bins)  # type: ignore[arg-type]
        index, weight = bins.soft_encode(colours, self.neighbours, self.sigma)
        cells = output.float().movedim(1, -1).reshape(-1, bins.count)
        log_probability = cells.log_softmax(1).gather(1, index)
        return -(self.rarity(network, index) * weight * log_probability).sum(1).mean()

    def rarity(self, network: ColorizerNetwork, index: Tensor) -> Tensor:
        """Give the weights of the bins `index`, (N, k) with the nearest first; (N, k) or (N, 1)."""
        return network.class_weights[index]  # type: ignore[index]


def empirical_prior(bins: Bins, colours: Iterable[Tensor]) -> Tensor:
    """How often colours fall in each bin.

    Parameters
    ----------
    bins : Bins
        The palette.
    colours : iterable of Tensor
        (N, 2, h, w) ab each.

    Returns
    -------
    Tensor
        (Q,), sum 1.
    """
    counts = torch.zeros(bins.count, dtype=torch.float64)
    for ab in colours:
        nearest = bins.nearest(ab.movedim(1, -1).reshape(-1, 2))
        counts += torch.bincount(nearest, minlength=bins.count)
    return (counts / counts.sum()).float()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Cross entropy at several depths of the network, as Zhang et al. trained theirs.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, section 3.4 of
   arXiv:1603.08511v1.
.. [2] C.-Y. Lee et al., "Deeply-Supervised Nets", AISTATS 2015.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from models.networks.network import ColorizerNetwork
from models.networks.zhang2016 import Zhang2016
from models.training.configuration import BadConfiguration
from models.training.objectives.objective import Batch, objective
from models.training.objectives.rebalanced_cross_entropy import RebalancedCrossEntropy


@objective("deep-supervision")
@dataclass(frozen=True)
class DeepSupervision(RebalancedCrossEntropy):
    """For `zhang2016`: each readout weighs twice as much as the one before it, the sum is 1."""

    neighbours: int = 10
    """k of the soft encoding; 10 in the paper's text, 5 in the authors' release."""

    def equip(self, network: ColorizerNetwork) -> None:
        """Add the readouts of conv6 and conv7."""
        if not isinstance(network, Zhang2016):
            raise BadConfiguration("deep-supervision fits the network zhang2016 alone.")
        super().equip(network)
        network.add_readouts()

    def forward(self, network: ColorizerNetwork, batch: Batch) -> Any:
        """Predict at all depths."""
        assert isinstance(network, Zhang2016)  # `equip` has seen to it
        return network.supervised(batch.lightness)

    def loss(self, network: ColorizerNetwork, output: Any, batch: Batch) -> Tensor:
        """Sum the losses, each the mean over the cells of its own grid."""
        losses = [super(DeepSupervision, self).loss(network, logits, batch) for logits in output]
        weights = torch.tensor([2.0**depth for depth in range(len(losses))])
        return torch.stack(losses) @ (weights / weights.sum()).to(losses[0])

    def rarity(self, network: ColorizerNetwork, index: Tensor) -> Tensor:
        """Weigh a cell by its nearest bin, as eq. 3 and 5 of the paper do."""
        return super().rarity(network, index[:, :1])

# SPDX-License-Identifier: GPL-3.0-or-later
"""Regression of ab beside the classification of photos.

References
----------
.. [1] S. Iizuka, E. Simo-Serra, H. Ishikawa, "Let there be Color!", SIGGRAPH 2016, eq. 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor
from torch.nn import functional

from models.networks.iizuka2016 import AB_SPAN
from models.networks.network import ColorizerNetwork
from models.training.objectives.objective import Batch, Objective, coarse_target, objective


@objective("colour-and-class")
@dataclass(frozen=True)
class ColourAndClass(Objective):
    """For networks whose output is `models.networks.iizuka2016.ColoursAndClasses`.

    How far each part of the loss reaches follows from the network: the classification hangs on
    the second to last global layer, so that it trains the global and the low-level features and
    neither the mid-level features nor the colorization.
    """

    alpha: float = 1.0 / 300.0
    """Weight of the classification; 0 switches it off."""

    def loss(self, network: ColorizerNetwork, output: Any, batch: Batch) -> Tensor:
        """Mean over the photos; those without a class have the error of their colours alone."""
        target = coarse_target(batch.ab, network.stride)
        # As if both were scaled to the 0..1 of the sigmoid.
        colour = functional.mse_loss(output.ab / AB_SPAN, target / AB_SPAN)
        known = batch.labels >= 0
        entropy = functional.cross_entropy(
            output.class_logits[known].float(), batch.labels[known], reduction="sum"
        )
        return colour + self.alpha * entropy / len(batch.labels)

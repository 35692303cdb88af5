# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain regression of ab: the classical loss, whose answers lean to gray.

References
----------
.. [1] R. Dahl, "Automatic colorization", 2016.
.. [2] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, section 3.1 of
   arXiv:1603.08511v1 (Euclidean loss).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor
from torch.nn import functional

from models.networks.network import ColorizerNetwork
from models.training.objectives.objective import Batch, Objective, coarse_target, objective

_UNIT = 20.0  # ab units; brings the loss to the size of the others


@objective("squared-error")
@dataclass(frozen=True)
class SquaredError(Objective):
    """For networks whose output is ab, (N, 2, h, w)."""

    def loss(self, network: ColorizerNetwork, output: Any, batch: Batch) -> Tensor:
        """Mean squared distance over all cells, in units of 20 ab."""
        target = coarse_target(batch.ab, network.stride)
        return functional.mse_loss(output.float() / _UNIT, target / _UNIT)

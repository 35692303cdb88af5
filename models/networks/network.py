# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program asks of every network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from models.capabilities import Capability
from models.color.bins import Bins
from models.predictions.distribution import DistributionPrediction
from models.predictions.prediction import Prediction


class ColorizerNetwork(nn.Module, ABC):
    """From lightness to a prediction.

    The arguments of the constructor (a width, a number of bins) have defaults and are values that
    JSON can hold: they stand in the card as its `architecture`.
    """

    capabilities: ClassVar[frozenset[Capability]]
    stride: ClassVar[int]
    """Pixels of the input per cell of the prediction."""
    multiple: ClassVar[int]
    """Sides of the input must be multiples of this."""

    @abstractmethod
    def forward(self, lightness: Tensor) -> Any:
        """Look at photos.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of `multiple`.

        Returns
        -------
        object
            What `prediction` and the network's training objective understand.
        """

    @abstractmethod
    def prediction(self, output: Any, lightness: Tensor, device: str) -> Prediction:
        """Keep what `forward` said of a single photo.

        Parameters
        ----------
        output : object
            Of `forward`, N = 1.
        lightness : Tensor
            (H, W) CIE L of the photo at the working size.
        device : str
            Where it was computed.

        Returns
        -------
        Prediction
        """

    def pretrained_part(self) -> nn.Module | None:
        """Return the part that starts from other weights and learns at a rate of its own."""
        return None


class DistributionNetwork(ColorizerNetwork):
    """A network whose output is logits over ab bins, (N, Q, H / stride, W / stride).

    The palette and the class weights of the training belong to its state.

    Parameters
    ----------
    bins : int
        Q.
    """

    capabilities = frozenset(
        {
            Capability.DISTRIBUTION,
            Capability.TEMPERATURE,
            Capability.VIVIDNESS,
            Capability.HALF,
        }
    )

    def __init__(self, bins: int):
        super().__init__()
        self.bins: Tensor
        self.class_weights: Tensor
        self.register_buffer("bins", torch.zeros(bins, 2))
        self.register_buffer("class_weights", torch.ones(bins))

    def prediction(self, output: Any, lightness: Tensor, device: str) -> DistributionPrediction:
        """Keep the logits in half precision."""
        return DistributionPrediction(
            lightness=lightness.half(),
            device=device,
            logits=output[0].to("cpu", torch.float16).clone(),
            bins=Bins(self.bins.cpu()),
            class_weights=self.class_weights.cpu(),
        )

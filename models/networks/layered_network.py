# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program asks of networks off whose layers more than colours can be read."""

from __future__ import annotations

from abc import abstractmethod

from torch import Tensor

from models.networks.network import DistributionNetwork


class LayeredNetwork(DistributionNetwork):
    """A network that shows what it sees before it decides on colours."""

    def forward(self, lightness: Tensor) -> Tensor:
        """Predict the distribution of colours: of `layers` what `colours` says."""
        return self.colours(self.layers(lightness))

    @abstractmethod
    def layers(self, lightness: Tensor) -> tuple[Tensor, ...]:
        """Give what the network makes of photos.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of `multiple`.

        Returns
        -------
        tuple of Tensor
            (N, C, h, w) each, the finest first.
        """

    @abstractmethod
    def colours(self, layers: tuple[Tensor, ...]) -> Tensor:
        """Decide on colours.

        Parameters
        ----------
        layers : tuple of Tensor
            Of `layers`.

        Returns
        -------
        Tensor
            (N, Q, H / stride, W / stride) logits.
        """

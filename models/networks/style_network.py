# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program asks of networks that can colour a photo in the style of another one."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from torch import Tensor

from models.networks.network import ColorizerNetwork


class StyleNetwork(ColorizerNetwork):
    """A network that sums up a photo in a vector and colours by it.

    Its `capabilities` contain `Capability.STYLE`.
    """

    @abstractmethod
    def global_features(self, lightness: Tensor) -> Tensor:
        """Sum up photos.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100, as for `forward`.

        Returns
        -------
        Tensor
            (N, C), what `forward` takes.
        """

    @abstractmethod
    def forward(self, lightness: Tensor, global_features: Tensor | None = None) -> Any:
        """Look at photos.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of `multiple`.
        global_features : Tensor, optional
            (N, C) of other photos, by which these are coloured; their own if not given.

        Returns
        -------
        object
            What `prediction` and the network's training objective understand.
        """

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program asks of networks that take colours which the artist fixes."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from torch import Tensor

from models.networks.network import ColorizerNetwork


class HintsNetwork(ColorizerNetwork):
    """A network that spreads hints by itself.

    Its `capabilities` contain `Capability.HINTS`.
    """

    @abstractmethod
    def forward(self, lightness: Tensor, hints: Tensor | None = None) -> Any:
        """Look at photos.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of `multiple`.
        hints : Tensor, optional
            (N, 3, H, W): the ab that the artist fixed, 0 elsewhere, and a mask of 1 where there is
            a hint. Without hints the network colours by itself.

        Returns
        -------
        object
            What `prediction` and the network's training objective understand.
        """

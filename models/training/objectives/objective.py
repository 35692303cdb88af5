# SPDX-License-Identifier: GPL-3.0-or-later
"""What the training loop asks of a loss, and how a file makes its loss known."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.nn import functional

from models.networks.network import ColorizerNetwork


@dataclass(frozen=True, eq=False)
class Batch:
    """Crops of photos, on the device of the training."""

    lightness: Tensor
    """(N, 1, H, W), CIE L, 0..100, some aged."""
    ab: Tensor
    """(N, 2, H, W), the true colours."""
    labels: Tensor
    """(N,) int64 class of each photo in the run's list of labels; -1 where none is known."""
    original: Tensor = field(default_factory=lambda: torch.empty(0))
    """(N, 3, H, W) the photos themselves, sRGB-coded, 0..1."""


class Objective(ABC):
    """A loss with its settings, which are the fields of the configuration's ``[objective]``."""

    def equip(  # noqa: B027 -- most losses need nothing more
        self, network: ColorizerNetwork
    ) -> None:
        """Give the network what it needs for this loss alone, whenever a run begins or goes on.

        Modules that are added here are not exported.
        """

    def prepare(  # noqa: B027 -- most losses have nothing to prepare
        self, network: ColorizerNetwork, colours: Iterable[Tensor]
    ) -> None:
        """Set what the network has to know of the training photos, once before the first step.

        Parameters
        ----------
        network : ColorizerNetwork
            Its buffers (a palette, class weights) are changed in place.
        colours : iterable of Tensor
            (1, 2, h, w) small ab planes of a sample of the training photos.
        """

    def forward(self, network: ColorizerNetwork, batch: Batch) -> Any:
        """Run the network as the loss needs it, in mixed precision."""
        return network(batch.lightness)

    @abstractmethod
    def loss(self, network: ColorizerNetwork, output: Any, batch: Batch) -> Tensor:
        """Judge what `forward` returned, in full precision.

        Returns
        -------
        Tensor
            Scalar.
        """

    @property
    def kind(self) -> str:
        """Its name in configurations."""
        return next(kind for kind, cls in OBJECTIVES.items() if cls is type(self))


OBJECTIVES: dict[str, type[Objective]] = {}
"""By their names in configurations; filled when the files of this folder load."""

_Objective = TypeVar("_Objective", bound=type[Objective])


def objective(kind: str) -> Callable[[_Objective], _Objective]:
    """Class decorator: this is the loss that configurations call `kind`."""

    def remember(cls: _Objective) -> _Objective:
        OBJECTIVES[kind] = cls
        return cls

    return remember


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

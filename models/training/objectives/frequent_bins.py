# SPDX-License-Identifier: GPL-3.0-or-later
"""Cross entropy over the colours that are most frequent in the training photos.

References
----------
.. [1] V. Billaut, M. de Rochemonteix, M. Thibault, "ColorUNet: A convolutional classification
   approach to colorization", 2018, section 2.1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from models.color.bins import Bins, reciprocals
from models.networks.network import ColorizerNetwork
from models.training.objectives.objective import Batch, Objective, coarse_target, objective

_LARGEST = 110.0  # ab units; colours beyond count as the outermost cells


@objective("frequent-bins")
@dataclass(frozen=True)
class FrequentBins(Objective):
    """For networks with a distribution over a few colours, which the run finds by itself.

    The colour plane is cut into square cells. The Q cells with most pixels become the palette,
    each with the mean colour of its pixels; every other colour belongs to the nearest of them.
    """

    rebalancing: float = 0.2
    """Lambda: 1 switches rebalancing off, 0 weighs by the plain reciprocal. The paper leaves it
    open; this is the value of its authors' programme."""
    step: float = 16.0
    """Side of a cell, ab units; 14 to 16 lose least with 32 colours, 16 keeps more of the vivid.
    The authors' cells in the YUV plane measure about 20."""

    def prepare(self, network: ColorizerNetwork, colours: Iterable[Tensor]) -> None:
        """Give the network its palette and the weights of its colours."""
        pixels = torch.cat([ab.movedim(1, -1).reshape(-1, 2) for ab in colours])
        count = len(network.bins)  # type: ignore[arg-type]
        bins = frequent_bins(pixels, count, self.step)
        weights = rebalancing_weights(frequencies(bins, pixels), self.rebalancing)
        network.bins.copy_(bins.centers)  # type: ignore[operator]
        network.class_weights.copy_(weights)  # type: ignore[operator]

    def loss(self, network: ColorizerNetwork, output: Any, batch: Batch) -> Tensor:
        """Mean cross entropy of the nearest colour of each cell, weighed by its rarity."""
        target = coarse_target(batch.ab, network.stride)
        bins = Bins(network.bins)  # type: ignore[arg-type]
        index = bins.nearest(target.movedim(1, -1).reshape(-1, 2))
        cells = output.float().movedim(1, -1).reshape(-1, bins.count)
        entropy = functional.cross_entropy(cells, index, reduction="none")
        return (network.class_weights[index] * entropy).mean()  # type: ignore[index]


def frequent_bins(pixels: Tensor, count: int, step: float) -> Bins:
    """Find the most frequent colours.

    Parameters
    ----------
    pixels : Tensor
        (M, 2) ab.
    count : int
        Q, how many are wanted.
    step : float
        Side of the cells of the colour plane, ab units; one cell lies around gray.

    Returns
    -------
    Bins
        The most frequent first. Where the pixels fall in fewer cells, empty ones near gray fill
        the palette.
    """
    cells = math.ceil(_LARGEST / step)  # on each side of the one around gray
    side = 2 * cells + 1
    place = (pixels / step).round().long().clamp(-cells, cells) + cells
    cell = place[:, 0] * side + place[:, 1]
    held = torch.bincount(cell, minlength=side * side)
    total = torch.zeros(side * side, 2, dtype=torch.float64).index_add_(0, cell, pixels.double())
    axis = step * (torch.arange(side, dtype=torch.float64) - cells)
    middle = torch.cartesian_prod(axis, axis)
    mean = torch.where(held[:, None] > 0, total / held.clamp(min=1)[:, None], middle)
    nearest_gray_first = middle.norm(dim=1).argsort(stable=True)
    order = held[nearest_gray_first].argsort(descending=True, stable=True)
    return Bins(mean[nearest_gray_first[order[:count]]].float())


def frequencies(bins: Bins, pixels: Tensor) -> Tensor:
    """How often each colour of a palette is the nearest, (Q,), sum 1; `pixels` is (M, 2) ab."""
    counts = torch.zeros(bins.count, dtype=torch.float64)
    for part in pixels.split(1 << 18):
        counts += torch.bincount(bins.nearest(part), minlength=bins.count)
    return (counts / counts.sum()).float()


def rebalancing_weights(probability: Tensor, strength: float) -> Tensor:
    """Weights of the classes, w ~ 1 / ((1 - lambda) P + lambda / n).

    Parameters
    ----------
    probability : Tensor
        (Q,) P, how frequent each class is.
    strength : float
        Lambda, 0..1.

    Returns
    -------
    Tensor
        (Q,), with mean 1 over the pixels.
    """
    weights = reciprocals((1.0 - strength) * probability + strength / len(probability))
    return weights / (probability * weights).sum()

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the regions of a photo show: sky, skin, clothes, ...

A linear classifier reads it off the layers of the network that colours photos [1]_. Because it is
linear, the mean of its answer over a region is its answer to the mean of the region's features: one
look at the photo serves every region, also those that the artist has yet to draw.

References
----------
.. [1] G. Alain, Y. Bengio, "Understanding intermediate layers using linear classifier probes",
   2016.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from models.carded_weights import WeightsCard, read_carded_weights, read_weights_card
from models.coarse_grid import coarse_plane
from models.predictions.content_map import ContentMap

LABELS = (
    "sky",
    "water",
    "plants",
    "grass",
    "ground",
    "rock",
    "building",
    "room",
    "skin",
    "hair",
    "clothes",
    "animal",
    "vehicle",
)
"""What a region may show."""
WEIGHTS = Path(__file__).with_name("weights") / "contents.safetensors"


@dataclass(frozen=True, kw_only=True)
class ContentsCard(WeightsCard):
    """Facts about the classifier of regions."""

    network: str
    network_sha256: str
    """Of the weights whose layers it reads: those of others mean other things."""
    sure: tuple[float, ...]
    """For each label the probability from which on a region is called so."""


class ContentClassifier:
    """Tells by the layers of a network what a photo shows.

    Parameters
    ----------
    weights : Path
        With the card beside it.

    Raises
    ------
    WeightsDamaged
        If the file or its card is missing, or they do not belong together.
    """

    def __init__(self, weights: Path = WEIGHTS):
        self.card, state = read_carded_weights(weights, ContentsCard)
        self._weight, self._bias = state["weight"], state["bias"]

    def map(self, lightness: Tensor, layers: Sequence[Tensor]) -> ContentMap:
        """Tell what each place shows.

        Parameters
        ----------
        lightness, layers
            As `region_features` takes them.
        """
        evidence = torch.einsum("kc,chw->khw", self._weight, region_features(lightness, layers))
        evidence += self._bias.view(-1, 1, 1)
        return ContentMap(evidence.half(), self.card.labels, self.card.sure)


def classifier_for(network_sha256: str) -> ContentClassifier | None:
    """Give the classifier for a network; None where it was made for other weights.

    Parameters
    ----------
    network_sha256 : str
        Of the weights of the network.

    Raises
    ------
    WeightsDamaged
        See `ContentClassifier`.
    """
    if read_weights_card(WEIGHTS, ContentsCard).network_sha256 != network_sha256:
        return None
    return ContentClassifier(WEIGHTS)


def region_features(lightness: Tensor, layers: Sequence[Tensor]) -> Tensor:
    """Describe every place of a photo.

    Parameters
    ----------
    lightness : Tensor
        (H, W) CIE L of the photo, at the size at which the network looked at it.
    layers : sequence of Tensor
        (C, h, w) float32 each, what the network made of it, the finest first.

    Returns
    -------
    Tensor
        (C, h, w): the layers at the size of the finest, then where the place lies and how light it
        is.
    """
    height, width = layers[0].shape[1:]
    scaled = [
        functional.interpolate(layer[None], size=(height, width), mode="bilinear")[0]
        for layer in layers
    ]
    light = coarse_plane(lightness, (height, width))[None] / 100.0
    y = torch.linspace(-1.0, 1.0, height).view(1, -1, 1).expand(1, height, width)
    x = torch.linspace(-1.0, 1.0, width).view(1, 1, -1).expand(1, height, width)
    return torch.cat((*scaled, y, y * y, x * x, light, light * light))

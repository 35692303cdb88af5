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

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from torch import Tensor
from torch.nn import functional

from models.errors import WeightsDamaged
from models.regions.pooling import pool
from models.regions.region import coarse_plane

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


@dataclass(frozen=True)
class ContentsCard:
    """Facts about the classifier of regions. Its training program writes them."""

    network: str
    network_sha256: str
    """Of the weights whose layers it reads: those of others mean other things."""
    labels: tuple[str, ...]
    sure: tuple[float, ...]
    """For each label the probability from which on a region is called so."""
    sha256: str
    """Of the weights file."""
    training: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write the card as JSON."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def read_contents_card(path: Path = WEIGHTS) -> ContentsCard:
    """Read the card that lies beside a weights file."""
    values = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return ContentsCard(**{**values, **{key: tuple(values[key]) for key in ("labels", "sure")}})


@dataclass(frozen=True, eq=False)
class ContentMap:
    """What each place of a photo speaks for."""

    evidence: Tensor
    """(K, h, w) logits; their mean over a region is the region's."""
    labels: tuple[str, ...]
    sure: tuple[float, ...]
    """For each label the probability from which on a region is called so."""

    def at(self, height: int, width: int) -> Tensor:
        """Give the logits at another size, (K, height, width) float32."""
        return functional.interpolate(
            self.evidence[None].float(), size=(height, width), mode="bilinear"
        )[0]

    def probability(self, mask: Tensor) -> Tensor:
        """How probable it is that a region shows each of the things.

        Parameters
        ----------
        mask : Tensor
            (h', w') at any size, 0..1, not empty.

        Returns
        -------
        Tensor
            (K,), sum 1.
        """
        height, width = self.evidence.shape[1:]
        return pool(self.evidence.float(), coarse_plane(mask, (height, width))).softmax(0)

    def of(self, mask: Tensor) -> str | None:
        """Say what a region shows; None where that is not sure."""
        probability, label = self.probability(mask).max(0)
        number = int(label)
        return self.labels[number] if float(probability) >= self.sure[number] else None


class ContentClassifier:
    """Tells by the layers of a network what a photo shows.

    Parameters
    ----------
    weights : Path
        With the card beside it.

    Raises
    ------
    WeightsDamaged
        If the file is not the one that its card describes.
    """

    def __init__(self, weights: Path = WEIGHTS):
        self.card = read_contents_card(weights)
        content = weights.read_bytes()
        if hashlib.sha256(content).hexdigest() != self.card.sha256:
            raise WeightsDamaged(f"{weights} is damaged. Install the program again.")
        state = safetensors.torch.load(content)
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
        If its file is not the one that its card describes.
    """
    if read_contents_card().network_sha256 != network_sha256:
        return None
    return ContentClassifier()


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

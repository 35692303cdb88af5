# SPDX-License-Identifier: GPL-3.0-or-later
"""The network `larsson2016`: hypercolumns of VGG-16, histograms of hue and chroma.

Everything that VGG-16 computes over a place, from the gray value itself to the deepest
convolution, is stacked into its hypercolumn; one hidden layer turns that into two histograms
[1]_. Two things differ from the paper:

- The fully connected layers fc6 and fc7 are left out, since no free weights of them are at hand:
  the hypercolumn has 4,225 of the paper's 12,417 channels, and a place sees a square of about 200
  pixels around it.
- Every channel of the hypercolumn is brought to mean 0 and variance 1 over the training photos.
  The authors rescale the layers of VGG-16 for the same purpose, and normalise batches in all
  layers when they train.

A place is asked alone when training (`Larsson2016.sample`), and all places of a grid at once for a
photo (`Larsson2016.forward`): two ways to the same values.

References
----------
.. [1] G. Larsson, M. Maire, G. Shakhnarovich, "Learning Representations for Automatic
   Colorization", ECCV 2016, sections 3 and 3.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.capabilities import Capability
from models.networks.network import ColorizerNetwork
from models.networks.registration import register
from models.networks.vgg16 import BLOCKS, VGG16, Convolution
from models.predictions.hue_chroma import HueChromaPrediction

Histograms = tuple[Tensor, Tensor]
"""Logits of hue and of chroma."""

_HIDDEN = 1024


@register("larsson2016")
class Larsson2016(ColorizerNetwork):
    """Lightness to logits over bins of hue and bins of chroma.

    Parameters
    ----------
    width : float
        Factor on the channels of VGG-16 and of the hidden layer; 1 is the published size.
    bins : int
        K of each histogram; 32 in the paper.
    """

    capabilities = frozenset({Capability.DISTRIBUTION, Capability.TEMPERATURE, Capability.HALF})
    stride = 4
    multiple = 16

    def __init__(self, width: float = 1.0, bins: int = 32):
        super().__init__()
        self.vgg = VGG16(width)
        for parameter in self.vgg.parameters():
            if parameter.ndim == 4:
                nn.init.kaiming_uniform_(parameter, nonlinearity="relu")
            else:
                nn.init.zeros_(parameter)
        # Maps of one resolution stand together: data with conv1, then conv2 ... conv5.
        ends = list(accumulate(BLOCKS))
        groups = [
            self.vgg.channels[end - size : end] for end, size in zip(ends, BLOCKS, strict=True)
        ]
        channels = [sum(group) for group in groups]
        channels[0] += 1
        hidden = max(8, round(_HIDDEN * width))
        # A large eps keeps channels that hardly ever speak from shouting when they do.
        self.balance = nn.ModuleList(
            nn.BatchNorm2d(c, eps=1e-3, momentum=0.02, affine=False) for c in channels
        )
        self.hidden = nn.ModuleList(
            nn.Conv2d(c, hidden, 1, bias=block == 0) for block, c in enumerate(channels)
        )
        for parameter in self.hidden.parameters():
            if parameter.ndim == 4:
                bound = (6.0 / sum(channels)) ** 0.5  # He's, over the whole hypercolumn
                nn.init.uniform_(parameter, -bound, bound)
        self.hue = nn.Conv2d(hidden, bins, 1)
        self.chroma = nn.Conv2d(hidden, bins, 1)

    def pretrained_part(self) -> nn.Module:
        """Return the layers of VGG-16."""
        return self.vgg

    def load_vgg16(self, convolutions: Sequence[Convolution]) -> None:
        """Take over the classifier's convolutions."""
        self.vgg.load_vgg16(convolutions, scale=1.0, offset=0.5)

    def forward(self, lightness: Tensor) -> Histograms:
        """Predict at the middle of every cell of 4 x 4 pixels.

        The hidden layer is linear in the hypercolumn, and so is enlarging: each layer's share is
        computed at the layer's own resolution, or on the grid if that is coarser, and the shares
        are added on the grid. No hypercolumn is ever stored.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of 16.

        Returns
        -------
        hue, chroma : Tensor
            (N, K, H / 4, W / 4) logits each.
        """
        grid = [side // self.stride for side in lightness.shape[2:]]
        total: Tensor | int = 0
        for block, maps in enumerate(self._maps(lightness)):
            if maps[0].shape[-1] > grid[-1]:
                maps = [_scaled(features, grid) for features in maps]
            total = total + _scaled(self._share(block, maps), grid)
        return self._histograms(total)

    def sample(self, lightness: Tensor, places: Tensor) -> Histograms:
        """Predict at single places, by bilinear sampling of every layer there.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of 16.
        places : Tensor
            (N, P, 2) rows and columns in pixels; whole numbers are the middles of pixels.

        Returns
        -------
        hue, chroma : Tensor
            (N, K, P) logits each.
        """
        sides = places.new_tensor(lightness.shape[2:])
        # From pixels to -1..1 over the photo, x before y.
        points = ((places + 0.5) / sides * 2.0 - 1.0).flip(-1)[:, :, None]  # (N, P, 1, 2)
        total: Tensor | int = 0
        for block, maps in enumerate(self._maps(lightness)):
            total = total + self._share(block, [_sampled(features, points) for features in maps])
        hue, chroma = self._histograms(total)
        return hue[..., 0], chroma[..., 0]

    def prediction(self, output: Any, lightness: Tensor, device: str) -> HueChromaPrediction:
        """Keep the logits in half precision."""
        hue, chroma = (logits[0].to("cpu", torch.float16).clone() for logits in output)
        return HueChromaPrediction(
            lightness=lightness.half(), device=device, hue=hue, chroma=chroma
        )

    def _maps(self, lightness: Tensor) -> list[list[Tensor]]:
        """Layers of the hypercolumn by their resolution: strides 1, 2, 4, 8, 16."""
        gray = (lightness - 50.0) / 100.0
        maps = self.vgg(gray)
        ends = accumulate(BLOCKS)
        blocks = [maps[end - size : end] for end, size in zip(ends, BLOCKS, strict=True)]
        return [[gray, *blocks[0]], *blocks[1:]]

    def _share(self, block: int, maps: list[Tensor]) -> Tensor:
        """Share of some layers in the hidden layer, (N, hidden, h, w)."""
        return self.hidden[block](self.balance[block](torch.cat(maps, dim=1)))

    def _histograms(self, total: Any) -> Histograms:
        # Half precision would round the logits, which shows as blotches.
        with torch.autocast(total.device.type, enabled=False):
            hidden = functional.relu(total.float())
            return self.hue(hidden), self.chroma(hidden)


def _scaled(features: Tensor, grid: list[int]) -> Tensor:
    """Features at the middles of the grid's cells, (N, C, h, w)."""
    if list(features.shape[2:]) == grid:
        return features
    return functional.interpolate(features, size=grid, mode="bilinear", align_corners=False)


def _sampled(features: Tensor, points: Tensor) -> Tensor:
    """Features at some points, (N, C, P, 1)."""
    return functional.grid_sample(
        features.to(points.dtype),
        points,
        mode="bilinear",
        padding_mode="border",
        align_corners=False,
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""Real-time user-guided colorization: a U-shaped regression of ab that takes hints.

Layers and their names are those of the authors' PyTorch release, so that its checkpoint can be
taken over (see `models.published.weights`). This project does not train the network.

References
----------
.. [1] R. Zhang, J.-Y. Zhu, P. Isola, X. Geng, A. S. Lin, T. Yu, A. A. Efros, "Real-Time User-Guided
   Image Colorization with Learned Deep Priors", SIGGRAPH 2017, sections 3.2 and 3.3.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.capabilities import Capability
from models.color.bins import Bins
from models.networks.hints_network import HintsNetwork
from models.networks.registration import register
from models.networks.zhang2016 import block
from models.predictions.colours_and_distribution import ColoursAndDistribution
from models.predictions.distribution import DistributionPrediction

_AB_UNIT = 110.0
_GRID = 10.0  # ab units between the bins
_SIDE = 23  # bins along a and along b: -110, -100 ... 110
BINS = _SIDE * _SIDE
_SOFTENING = 0.2  # factor on the classifier's logits; the authors' own interface applies it


@register("zhang2017")
class Zhang2017(HintsNetwork):
    """Lightness and hints to ab, and to logits over the 529 bins of the whole ab plane."""

    capabilities = frozenset({Capability.DISTRIBUTION, Capability.HINTS})
    stride = 4
    multiple = 8

    def __init__(self) -> None:
        super().__init__()
        self.model1 = block(4, 64, 2)  # (N, 64, H, W)
        self.model2 = block(64, 128, 2)  # (N, 128, H / 2, W / 2)
        self.model3 = block(128, 256, 3)  # (N, 256, H / 4, W / 4)
        self.model4 = block(256, 512, 3)  # (N, 512, H / 8, W / 8)
        self.model5 = block(512, 512, 3, dilation=2)
        self.model6 = block(512, 512, 3, dilation=2)
        self.model7 = block(512, 512, 3)
        self.model8up = _up(512, 256)
        self.model3short8 = _short(256, 256)
        self.model8 = nn.Sequential(nn.ReLU(), *block(256, 256, 2))  # (N, 256, H / 4, W / 4)
        self.model9up = _up(256, 128)
        self.model2short9 = _short(128, 128)
        self.model9 = nn.Sequential(nn.ReLU(), *block(128, 128, 1))  # (N, 128, H / 2, W / 2)
        self.model10up = _up(128, 128)
        self.model1short10 = _short(64, 128)
        self.model10 = nn.Sequential(
            nn.ReLU(), nn.Conv2d(128, 128, 3, padding=1), nn.LeakyReLU(0.2)
        )  # (N, 128, H, W)
        self.model_class = nn.Sequential(nn.Conv2d(256, BINS, 1))
        self.model_out = nn.Sequential(nn.Conv2d(128, 2, 1), nn.Tanh())

    def forward(self, lightness: Tensor, hints: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Predict the colours.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of 8.
        hints : Tensor, optional
            (N, 3, H, W): the ab that the artist fixed, 0 elsewhere, and a mask of 1 where there is
            a hint. Without hints the network colours by itself.

        Returns
        -------
        ab : Tensor
            (N, 2, H, W), -110..110.
        logits : Tensor
            (N, 529, H / 4, W / 4); the bins go along b first.
        """
        if hints is None:
            hints = torch.zeros_like(lightness).expand(-1, 3, -1, -1)
        fixed, mask = hints[:, :2], hints[:, 2:]
        x = torch.cat(((lightness - 50.0) / 100.0, fixed / _AB_UNIT, mask), dim=1)
        conv1 = self.model1(x)
        conv2 = self.model2(conv1[:, :, ::2, ::2])
        conv3 = self.model3(conv2[:, :, ::2, ::2])
        x = self.model4(conv3[:, :, ::2, ::2])
        x = self.model7(self.model6(self.model5(x)))
        conv8 = self.model8(self.model8up(x) + self.model3short8(conv3))
        x = self.model9(self.model9up(conv8) + self.model2short9(conv2))
        x = self.model10(self.model10up(x) + self.model1short10(conv1))
        with torch.autocast(x.device.type, enabled=False):
            ab = _AB_UNIT * self.model_out(x.float())
            return ab, _SOFTENING * self.model_class(conv8.float())

    def prediction(self, output: Any, lightness: Tensor, device: str) -> ColoursAndDistribution:
        """Keep the colours, averaged over the cells of the distribution, and the distribution.

        What is lost in between follows the lightness; the upsampling to full size, which the
        photo's own lightness guides, brings it back.
        """
        ab, logits = output
        lightness = lightness.half()
        likely = DistributionPrediction(
            lightness=lightness,
            device=device,
            logits=logits[0].to("cpu", torch.float16).clone(),
            bins=plane_bins(),
            class_weights=torch.ones(BINS),
        )
        coarse = functional.avg_pool2d(ab, self.stride)[0]
        return ColoursAndDistribution(
            lightness=lightness,
            device=device,
            ab=coarse.to("cpu", torch.float16),
            beside=likely,
        )


def plane_bins() -> Bins:
    """Return the 529 bins of the whole ab plane, in gamut or not."""
    axis = _GRID * (torch.arange(_SIDE) - _SIDE // 2)
    return Bins(torch.cartesian_prod(axis, axis))


def _up(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1))


def _short(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Colorful Image Colorization: eight blocks of convolutions, a distribution over 313 ab bins.

The layers are those of the supplement's table 1 and carry the names of the authors' PyTorch
release, so that its checkpoint can be taken over (see `models.published.weights`). Its last layer,
`model_out`, is the 1x1 convolution from probabilities to ab: its weights are the palette, which
here are the `bins`, and `models.decoding` does its work.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, section 3.4 of
   arXiv:1603.08511v1, and its supplementary material, table 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from models.networks.network import DistributionNetwork
from models.networks.registration import register
from models.networks.vgg16 import (
    BLOCKS,
    Convolution,
    gray_convolutions,
    narrow_convolutions,
    scaled_channels,
)

BINS = 313


@register("zhang2016")
class Zhang2016(DistributionNetwork):
    """Lightness to logits over the 313 bins at stride 4.

    Parameters
    ----------
    width : float
        Factor on the channels; 1 is the published size.
    upper : sequence of int
        Channels of conv7 and conv8 at width 1. The supplement's table prints (256, 128); the
        network that the authors released has (512, 256).
    """

    stride = 4
    multiple = 8

    def __init__(self, width: float = 1.0, upper: Sequence[int] = (512, 256)):
        super().__init__(BINS)
        vgg = scaled_channels(width)
        c1, c2, c3, c4, c5 = vgg[0], vgg[2], vgg[4], vgg[7], vgg[10]
        c7, c8 = (max(8, round(channels * width / 8) * 8) for channels in upper)
        self.channels = (c1, c2, c3, c4, c5, c5, c7, c8)
        """Of conv1 to conv8."""
        # at 224 pixels: in, out, convolutions, stride of the last, dilation
        self.model1 = block(1, c1, 2, stride=2)  # (N, 64, 112, 112)
        self.model2 = block(c1, c2, 2, stride=2)  # (N, 128, 56, 56)
        self.model3 = block(c2, c3, 3, stride=2)  # (N, 256, 28, 28)
        self.model4 = block(c3, c4, 3)  # (N, 512, 28, 28)
        self.model5 = block(c4, c5, 3, dilation=2)  # (N, 512, 28, 28)
        self.model6 = block(c5, c5, 3, dilation=2)  # (N, 512, 28, 28)
        self.model7 = block(c5, c7, 3)  # (N, 512, 28, 28)
        self.model8 = nn.Sequential(
            nn.ConvTranspose2d(c7, c8, 4, stride=2, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(c8, c8, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(c8, c8, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(c8, BINS, 1),
        )  # (N, 313, 56, 56)
        self.readouts: nn.ModuleList | None = None
        """Of conv6 and conv7; there while it is trained, see `add_readouts`."""

    def forward(self, lightness: Tensor) -> Tensor:
        """Predict the distribution of colours.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of 8.

        Returns
        -------
        Tensor
            (N, 313, H / 4, W / 4) logits.
        """
        return self._logits(self.model7(self._conv6(lightness)))

    def supervised(self, lightness: Tensor) -> list[Tensor]:
        """Predict at three depths, for deep supervision (section 3.4).

        The text supervises conv6, conv7 and conv8; the supplement's table ticks conv5 as well.

        Parameters
        ----------
        lightness : Tensor
            As for `forward`, after `add_readouts`.

        Returns
        -------
        list of Tensor
            Logits of conv6 and conv7, (N, 313, H / 8, W / 8), and of `forward`.
        """
        if self.readouts is None:
            raise RuntimeError("The readouts of conv6 and conv7 are there in trainings only.")
        conv6 = self._conv6(lightness)
        conv7 = self.model7(conv6)
        of_conv6, of_conv7 = self.readouts
        return [of_conv6(conv6), of_conv7(conv7), self._logits(conv7)]

    def add_readouts(self) -> None:
        """Add the readouts of conv6 and conv7, 1x1 convolutions to the bins."""
        self.readouts = nn.ModuleList(
            nn.Conv2d(channels, BINS, 1) for channels in self.channels[5:7]
        )

    def pretrained_part(self) -> nn.Module:
        """Return conv1 to conv5, which the paper initialises from VGG-16."""
        return nn.ModuleList([self.model1, self.model2, self.model3, self.model4, self.model5])

    def load_vgg16(self, convolutions: Sequence[Convolution]) -> None:
        """Start conv1 to conv5 from the 13 convolutions of VGG-16."""
        blocks = (self.model1, self.model2, self.model3, self.model4, self.model5)
        wanted = [c for c, size in zip(self.channels, BLOCKS, strict=False) for _ in range(size)]
        fitting = iter(narrow_convolutions(gray_convolutions(convolutions, 1.0, 0.5), wanted))
        for layers in blocks:
            for layer in layers:
                if isinstance(layer, nn.Conv2d):
                    weight, bias = next(fitting)
                    layer.load_state_dict({"weight": weight, "bias": bias})

    def _conv6(self, lightness: Tensor) -> Tensor:
        x = (lightness - 50.0) / 100.0
        for layers in (self.model1, self.model2, self.model3, self.model4, self.model5):
            x = layers(x)
        return self.model6(x)

    def _logits(self, conv7: Tensor) -> Tensor:
        x = self.model8[:-1](conv7)
        # Half precision would round the logits by up to 0.06, which shows as blotches.
        with torch.autocast(x.device.type, enabled=False):
            return self.model8[-1](x.float())


def block(
    inputs: int, channels: int, convolutions: int, stride: int = 1, dilation: int = 1
) -> nn.Sequential:
    """Build a block: convolutions with ReLU, and a BatchNorm after the last.

    Parameters
    ----------
    inputs, channels : int
        Of the block and of each of its convolutions.
    convolutions : int
        How many.
    stride : int
        Of the last convolution.
    dilation : int
        Of all kernels.

    Returns
    -------
    Sequential
        With the layers' numbers as in the authors' release.
    """
    layers: list[nn.Module] = []
    for number in range(convolutions):
        step = stride if number == convolutions - 1 else 1
        layers += [
            nn.Conv2d(inputs, channels, 3, step, padding=dilation, dilation=dilation),
            nn.ReLU(inplace=True),
        ]
        inputs = channels
    return nn.Sequential(*layers, nn.BatchNorm2d(channels, momentum=0.02))

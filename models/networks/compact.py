# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped network `compact`: four papers' ideas in 6.6 million parameters.

An ImageNet-trained encoder adapted to lightness [1]_, a global vector fused into the local
features [2]_, a U-shaped decoder with skips [3]_, and a distribution over the 313 ab bins, trained
with class rebalancing and read by the annealed mean [4]_.

References
----------
.. [1] G. Larsson et al., "Learning Representations for Automatic Colorization", ECCV 2016.
.. [2] S. Iizuka et al., "Let there be Color!", SIGGRAPH 2016, section 3.3 (fusion layer).
.. [3] V. Billaut et al., "ColorUNet: A convolutional classification approach to colorization",
   2018.
.. [4] R. Zhang et al., "Colorful Image Colorization", ECCV 2016.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.networks.efficientnet_lite import PYRAMID_CHANNELS, EfficientNetLite2
from models.networks.layered_network import LayeredNetwork
from models.networks.registration import register


def _conv3(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs, momentum=0.02),
        nn.ReLU(inplace=True),
    )


@register("compact")
class Compact(LayeredNetwork):
    """Lightness to logits over ab bins at stride 4.

    Parameters
    ----------
    bins : int
        Q, size of the palette.
    width : int
        Channels of the decoder.
    """

    stride = 4
    multiple = 32

    def __init__(self, bins: int = 313, width: int = 192):
        super().__init__(bins)
        self.encoder = EfficientNetLite2()
        channels = PYRAMID_CHANNELS[1:]  # strides 4, 8, 16, 32
        self.lateral = nn.ModuleList(nn.Conv2d(c, width, 1) for c in channels)
        self.fusion = nn.Linear(channels[-1], width)
        self.up = nn.ModuleList(
            [
                _conv3(width, width),
                nn.Sequential(_conv3(width, width), _conv3(width, width)),
                nn.Sequential(_conv3(width, width), _conv3(width, width)),
            ]
        )  # towards strides 4, 8, 16
        self.head = nn.Sequential(_conv3(width, width), nn.Conv2d(width, bins, 1))

    def pretrained_part(self) -> nn.Module:
        """Return the encoder."""
        return self.encoder

    def layers(self, lightness: Tensor) -> tuple[Tensor, ...]:
        """Give what the network makes of photos before it decides on colours.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of 32.

        Returns
        -------
        tuple of Tensor
            (N, width, H / 4, W / 4), the last layer of the decoder; (N, 120, H / 16, W / 16) and
            (N, 352, H / 32, W / 32), the last ones of the encoder.
        """
        # (L - 50) / 50 is close to the (gray - 127) / 128 that the encoder was trained with.
        pyramid = self.encoder(lightness / 50.0 - 1.0)[1:]
        # Adding a projection of the global vector equals Iizuka's concatenation and 1x1 layer.
        fused = self.fusion(pyramid[-1].mean(dim=(2, 3)))[:, :, None, None]
        x = self.lateral[-1](pyramid[-1]) + fused  # (N, width, H / 32, W / 32)
        for level in (2, 1, 0):
            x = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
            x = self.up[level](x + self.lateral[level](pyramid[level]))
        return self.head[0](x), pyramid[-2], pyramid[-1]

    def colours(self, layers: tuple[Tensor, ...]) -> Tensor:
        """Decide on colours by the last layer of the decoder: (N, Q, H / 4, W / 4) logits."""
        x = layers[0]
        # Half precision would round the logits by up to 0.06, which shows as blotches.
        with torch.autocast(x.device.type, enabled=False):
            logits: Tensor = self.head[1](x.float())
        return logits

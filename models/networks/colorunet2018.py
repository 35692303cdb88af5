# SPDX-License-Identifier: GPL-3.0-or-later
"""ColorUNet: a light U-shaped network over a few frequent colours [1]_.

Three down cells (two convolutions, a maximum over 2 x 2), two up cells (a transposed convolution,
two convolutions) joined with the down cells of their size, and an output cell that is a shorter up
cell: section 2.2 and figure 2. The paper gives the number of filters as "around 32"; the exact
figures are those of its authors' programme: 16, 32 and 64 on the way down, 32 and 32 on the way up,
16 at the end.

References
----------
.. [1] V. Billaut, M. de Rochemonteix, M. Thibault, "ColorUNet: A convolutional classification
   approach to colorization", 2018, arXiv:1811.03120.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.networks.network import DistributionNetwork
from models.networks.registration import register


def _convolution(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(inplace=True)]


def _doubling(inputs: int, outputs: int) -> list[nn.Module]:
    return [
        nn.ConvTranspose2d(inputs, outputs, 3, stride=2, padding=1, output_padding=1),
        nn.ReLU(inplace=True),
    ]


def _down_cell(inputs: int, outputs: int) -> nn.Sequential:
    """(N, inputs, H, W) to (N, outputs, H / 2, W / 2)."""
    return nn.Sequential(
        *_convolution(inputs, outputs),
        *_convolution(outputs, outputs),
        nn.MaxPool2d(2),
        nn.BatchNorm2d(outputs),
    )


def _up_cell(inputs: int, raised: int, outputs: int) -> nn.Sequential:
    """(N, inputs, H, W) to (N, outputs, 2 H, 2 W)."""
    return nn.Sequential(
        *_doubling(inputs, raised),
        *_convolution(raised, outputs),
        *_convolution(outputs, outputs),
        nn.BatchNorm2d(outputs),
    )


@register("colorunet2018")
class ColorUNet2018(DistributionNetwork):
    """Lightness to logits over the most frequent colours, for every pixel.

    Parameters
    ----------
    bins : int
        Q, number of colours; 32 in the paper.
    width : float
        Factor on the number of filters of every layer but the last.
    """

    stride = 1
    multiple = 8

    def __init__(self, bins: int = 32, width: float = 1.0):
        super().__init__(bins)
        few, some, many = (max(1, round(filters * width)) for filters in (16, 32, 64))
        self.down = nn.ModuleList(
            [_down_cell(1, few), _down_cell(few, some), _down_cell(some, many)]
        )
        self.up = nn.ModuleList([_up_cell(many, some, some), _up_cell(2 * some, few, some)])
        self.output = nn.Sequential(*_doubling(some + few, few), *_convolution(few, few))
        self.scores = nn.Conv2d(few, bins, 1)
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
                nn.init.xavier_uniform_(module.weight)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)

    def forward(self, lightness: Tensor) -> Tensor:
        """Predict the distribution of colours.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of 8.

        Returns
        -------
        Tensor
            (N, Q, H, W) logits.
        """
        half = self.down[0](lightness / 50.0 - 1.0)  # (N, 16, H / 2, W / 2)
        quarter = self.down[1](half)  # (N, 32, H / 4, W / 4)
        x = self.down[2](quarter)  # (N, 64, H / 8, W / 8)
        x = torch.cat((self.up[0](x), quarter), 1)  # (N, 64, H / 4, W / 4)
        x = torch.cat((self.up[1](x), half), 1)  # (N, 48, H / 2, W / 2)
        x = self.output(x)  # (N, 16, H, W)
        # Half precision would round the logits, which shows as blotches.
        with torch.autocast(x.device.type, enabled=False):
            return self.scores(x.float())

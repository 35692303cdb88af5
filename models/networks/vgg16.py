# SPDX-License-Identifier: GPL-3.0-or-later
"""The 13 convolutions of VGG-16, and their ImageNet weights made to fit gray pictures.

The colorizers of Zhang et al. [2]_ and Larsson et al. [3]_ start from this classifier; the fully
connected layers have no part in it here.

References
----------
.. [1] K. Simonyan, A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image
   Recognition", ICLR 2015, table 1, column D.
.. [2] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016.
.. [3] G. Larsson, M. Maire, G. Shakhnarovich, "Learning Representations for Automatic
   Colorization", ECCV 2016, section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from torch import Tensor, nn
from torch.nn import functional

BLOCKS = (2, 2, 3, 3, 3)
"""Convolutions between the poolings: conv1_1, conv1_2, conv2_1 ... conv5_3."""
CHANNELS = (64, 64, 128, 128, 256, 256, 256, *(512,) * 6)
"""Output channels of the 13 convolutions."""

Convolution = tuple[Tensor, Tensor]
"""Weight (outputs, inputs, kh, kw) and bias (outputs,)."""

# The normalisation of the classifier's input, RGB in 0..1.
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)


@runtime_checkable
class StartsFromVgg16(Protocol):
    """A network that can take over the convolutions of VGG-16."""

    def load_vgg16(self, convolutions: Sequence[Convolution]) -> None:
        """Take over the convolutions as the classifier has them, conv1_1 first, over RGB.

        `gray_convolutions` and `narrow_convolutions` make them fit.
        """


class VGG16(nn.Module):
    """The convolutions of VGG-16 over one channel.

    Parameters
    ----------
    width : float
        Factor on the channels; 1 is the published size.
    """

    def __init__(self, width: float = 1.0):
        super().__init__()
        self.channels = scaled_channels(width)
        """Channels of the 13 feature maps."""
        inputs = (1, *self.channels)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(c, d, 3, padding=1) for c, d in zip(inputs, self.channels, strict=False)
        )

    def forward(self, x: Tensor) -> list[Tensor]:
        """Compute all feature maps.

        Parameters
        ----------
        x : Tensor
            (N, 1, H, W), an affine function of sRGB-coded gray; H and W multiples of 16.

        Returns
        -------
        list of Tensor
            relu1_1, relu1_2, relu2_1 ... relu5_3: 13 maps at strides 1, 1, 2, 2, 4, 4, 4, 8, 8, 8,
            16, 16, 16.
        """
        maps = []
        number = 0
        for block, size in enumerate(BLOCKS):
            if block > 0:
                x = functional.max_pool2d(x, 2)
            for _ in range(size):
                x = functional.relu(self.convolutions[number](x))
                maps.append(x)
                number += 1
        return maps

    def load_vgg16(
        self, convolutions: Sequence[Convolution], scale: float = 1.0, offset: float = 0.0
    ) -> None:
        """Take over the classifier's weights.

        Parameters
        ----------
        convolutions : sequence of Convolution
            13, over RGB.
        scale, offset : float
            What the input x of `forward` means, see `gray_convolutions`.
        """
        fitting = narrow_convolutions(gray_convolutions(convolutions, scale, offset), self.channels)
        for own, (weight, bias) in zip(self.convolutions, fitting, strict=True):
            own.load_state_dict({"weight": weight, "bias": bias})


def scaled_channels(width: float) -> tuple[int, ...]:
    """Channels of the 13 convolutions at a width, multiples of 8."""
    return tuple(max(8, round(channels * width / 8) * 8) for channels in CHANNELS)


def gray_convolutions(
    convolutions: Sequence[Convolution], scale: float, offset: float
) -> list[Convolution]:
    """Let the first convolution see one channel in place of RGB.

    Its kernels are summed over the colours after the normalisation of the classifier's input is
    folded into them: what it says of x is what the classifier says of the RGB picture
    R = G = B = scale * x + offset. Only at the picture's edge it differs: the classifier pads with
    its mean colour, this one with x = 0.

    Parameters
    ----------
    convolutions : sequence of Convolution
        Of the classifier; the first has three input channels.
    scale, offset : float
        How the new input becomes sRGB-coded gray in 0..1. CIE lightness is nearly proportional to
        it (within 0.04), so (L - 50) / 100 has the scale 1 and the offset 0.5.

    Returns
    -------
    list of Convolution
        The first with one input channel, the others as they were.
    """
    (weight, bias), *others = convolutions
    weight = weight / weight.new_tensor(_DEVIATION).view(1, 3, 1, 1)
    bias = bias - (weight * weight.new_tensor(_MEAN).view(1, 3, 1, 1)).sum((1, 2, 3))
    weight = weight.sum(1, keepdim=True)
    return [(weight * scale, bias + offset * weight.sum((1, 2, 3))), *others]


def narrow_convolutions(
    convolutions: Sequence[Convolution], channels: Sequence[int]
) -> list[Convolution]:
    """Choose channels for a narrower network.

    Of every layer the filters of the largest L2 norm stay, in their order, and the next layer
    loses the inputs that went. Each filter is then made as strong as it was. This is a start that
    is better than random weights, no more: what the lost channels told is lost.

    Parameters
    ----------
    convolutions : sequence of Convolution
        One feeds the next.
    channels : sequence of int
        Output channels that each shall have.

    Returns
    -------
    list of Convolution
        Unchanged where `channels` is the full size.

    Raises
    ------
    ValueError
        If a layer shall have more channels than there are.
    """
    narrow = []
    inputs: Tensor | None = None
    for (weight, bias), count in zip(convolutions, channels, strict=True):
        if count > len(weight):
            raise ValueError(f"VGG-16 has {len(weight)} channels where {count} are asked for.")
        strength = weight.flatten(1).norm(dim=1)
        if inputs is not None:
            weight = weight[:, inputs]
            left = weight.flatten(1).norm(dim=1)
            weight = weight * (strength / left.clamp(min=1e-12)).view(-1, 1, 1, 1)
        inputs = strength.topk(count).indices.sort().values
        narrow.append((weight[inputs], bias[inputs]))
    return narrow

# SPDX-License-Identifier: GPL-3.0-or-later
"""EfficientNet-Lite2 as a feature pyramid over lightness.

The Lite variants drop squeeze-and-excitation and use ReLU6; otherwise the blocks are the inverted
residuals of EfficientNet. Only the feature maps before each stride are kept, not the classifier.

References
----------
.. [1] M. Tan, Q. V. Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural
   Networks", ICML 2019.
.. [2] G. Larsson, M. Maire, G. Shakhnarovich, "Learning Representations for Automatic
   Colorization", ECCV 2016, section 4 (a colour classifier adapted to one input channel).
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn
from torch.nn import functional

from models.networks.depthwise import depthwise

# (input channels, output channels, expansion, kernel, stride) of each block
LITE2_BLOCKS: tuple[tuple[int, int, int, int, int], ...] = (
    (32, 16, 1, 3, 1),
    (16, 24, 6, 3, 2),
    *((24, 24, 6, 3, 1),) * 2,
    (24, 48, 6, 5, 2),
    *((48, 48, 6, 5, 1),) * 2,
    (48, 88, 6, 3, 2),
    *((88, 88, 6, 3, 1),) * 3,
    (88, 120, 6, 5, 1),
    *((120, 120, 6, 5, 1),) * 3,
    (120, 208, 6, 5, 2),
    *((208, 208, 6, 5, 1),) * 4,
    (208, 352, 6, 3, 1),
)
PYRAMID_CHANNELS = (16, 24, 48, 120, 352)
"""Channels of the returned feature maps at strides 2, 4, 8, 16, 32."""


class SamePadConv(nn.Conv2d):
    """Convolution padded as TensorFlow's "same" padded it at the classifier's own input size.

    At 260 pixels the maps measure 130, 65, 33 and 17: a stride over an even map is padded more
    at its end, one over an odd map evenly. The trained weights expect these very offsets.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int,
        groups: int = 1,
        even: bool = True,
    ):
        super().__init__(inputs, outputs, kernel, stride, groups=groups, bias=False)
        before = (kernel - (stride if even else 1)) // 2
        after = kernel - stride - before if even else before
        self.margins = (before, after)

    def forward(self, x: Tensor) -> Tensor:
        """Convolve (N, C, H, W)."""
        before, after = self.margins
        if before != after:
            x, before = functional.pad(x, (before, after) * 2), 0
        if self.groups > 1:
            return depthwise(x, self.weight, self.stride[0], before)
        return functional.conv2d(x, self.weight, None, self.stride, before)


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.02)


class InvertedResidual(nn.Module):
    """Expand, filter each channel, project; with a shortcut where shapes allow it."""

    def __init__(
        self, inputs: int, outputs: int, expansion: int, kernel: int, stride: int, even: bool
    ):
        super().__init__()
        inner = inputs * expansion
        layers: list[nn.Module] = []
        if expansion != 1:
            layers += [nn.Conv2d(inputs, inner, 1, bias=False), _norm(inner), nn.ReLU6()]
        filters = SamePadConv(inner, inner, kernel, stride, inner, even)
        layers += [filters, _norm(inner), nn.ReLU6()]
        layers += [nn.Conv2d(inner, outputs, 1, bias=False), _norm(outputs)]
        self.layers = nn.Sequential(*layers)
        self.shortcut = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """Map (N, inputs, H, W) to (N, outputs, H / stride, W / stride)."""
        y = self.layers(x)
        return x + y if self.shortcut else y


class EfficientNetLite2(nn.Module):
    """Feature maps of one-channel pictures at strides 2, 4, 8, 16 and 32."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(SamePadConv(1, 32, 3, 2), _norm(32), nn.ReLU6())
        self.blocks = nn.ModuleList()
        side = 130  # of the maps of a 260-pixel picture, see SamePadConv
        for block in LITE2_BLOCKS:
            self.blocks.append(InvertedResidual(*block, even=side % 2 == 0))
            side = -(-side // block[-1])

    def forward(self, x: Tensor) -> list[Tensor]:
        """Compute the pyramid.

        Parameters
        ----------
        x : Tensor
            (N, 1, H, W), about -1..1; H and W multiples of 32.

        Returns
        -------
        list of Tensor
            (N, C, H / s, W / s) for the strides s of `PYRAMID_CHANNELS`.
        """
        x = self.stem(x)
        pyramid = []
        for block, (_, _, _, _, stride) in zip(self.blocks, LITE2_BLOCKS, strict=True):
            if stride == 2:
                pyramid.append(x)
            x = block(x)
        return [*pyramid, x]

    def load_classifier(self, state: Mapping[str, Tensor]) -> None:
        """Take over the weights of a colour ImageNet classifier.

        The first convolution is summed over its colour channels: on a gray picture (R = G = B)
        the result is the same as the classifier's.

        Parameters
        ----------
        state : Mapping
            State dict of the package ``efficientnet-lite-pytorch``.

        Raises
        ------
        ValueError
            If the tensors do not have the shapes of EfficientNet-Lite2.
        """
        head = ("_conv_head.", "_bn1.", "_fc.")
        source = [tensor for name, tensor in state.items() if not name.startswith(head)]
        if source:
            source[0] = source[0].sum(1, keepdim=True)
        own = self.state_dict()
        if [tuple(t.shape) for t in source] != [tuple(t.shape) for t in own.values()]:
            raise ValueError("These are not the weights of an EfficientNet-Lite2 classifier.")
        self.load_state_dict(dict(zip(own, source, strict=True)))

# SPDX-License-Identifier: GPL-3.0-or-later
"""The network `iizuka2016`: local features fused with one vector for the whole photo.

The networks of Table 1, with the classification network of section 3.3. The paper leaves three
things open. ab -110..110 is the 0..1 of the sigmoid, so that gray lies in its middle. Batch
normalization, "throughout the entire network", stands before every ReLU; the two output layers
are left as they are. Lightness comes in as -1..1.

References
----------
.. [1] S. Iizuka, E. Simo-Serra, H. Ishikawa, "Let there be Color!: Joint End-to-end Learning of
   Global and Local Image Priors for Automatic Image Colorization with Simultaneous
   Classification", SIGGRAPH 2016, sections 3.2, 3.3 and 4.5, Table 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.capabilities import Capability
from models.networks.registration import register
from models.networks.style_network import StyleNetwork
from models.predictions.class_probability import class_probabilities
from models.predictions.colours import ColourPrediction

AB_SPAN = 220.0
"""ab units between the 0 and the 1 of the sigmoid."""
_SIDE = 224  # of the photos that the fully connected layers were made for, pixels
_PLACES = 205  # classes of the paper's training photos


class ColoursAndClasses(NamedTuple):
    """What the network says of N photos."""

    ab: Tensor
    """(N, 2, H / 2, W / 2) float32."""
    class_logits: Tensor
    """(N, K)."""


@register("iizuka2016")
class Iizuka2016(StyleNetwork):
    """Lightness to ab at half resolution, and to classes.

    Parameters
    ----------
    width : float
        Factor on the channels of every layer; 1 is Table 1.
    classes : sequence of str, optional
        Names of the K classes; none at all leaves the classification network out. The paper's
        205 if not given.
    """

    capabilities = frozenset({Capability.STYLE, Capability.CLASSES, Capability.HALF})
    stride = 2
    multiple = 8

    def __init__(self, width: float = 1.0, classes: Sequence[str] | None = None):
        super().__init__()
        if classes is None:
            classes = [f"place {number}" for number in range(1, _PLACES + 1)]
        self.classes = tuple(classes)
        c32, c64, c128, c256, c512, c1024 = (
            max(1, round(width * channels)) for channels in (32, 64, 128, 256, 512, 1024)
        )
        self.low_level = nn.Sequential(
            _conv(1, c64, stride=2),
            _conv(c64, c128),
            _conv(c128, c128, stride=2),
            _conv(c128, c256),
            _conv(c256, c256, stride=2),
            _conv(c256, c512),
        )  # (N, 512, H / 8, W / 8)
        self.global_hidden = nn.Sequential(
            _conv(c512, c512, stride=2),
            _conv(c512, c512),
            _conv(c512, c512, stride=2),
            _conv(c512, c512),
            nn.Flatten(),
            _linear(c512 * (_SIDE // 32) ** 2, c1024),
            _linear(c1024, c512),
        )  # (N, 512)
        self.global_output = _linear(c512, c256)  # (N, 256)
        self.mid_level = nn.Sequential(_conv(c512, c512), _conv(c512, c256))
        self.fusion = _conv(2 * c256, c256, kernel=1)  # eq. 5
        self.colorization = nn.Sequential(
            _conv(c256, c128),
            nn.Upsample(scale_factor=2, mode="nearest"),
            _conv(c128, c64),
            _conv(c64, c64),
            nn.Upsample(scale_factor=2, mode="nearest"),
            _conv(c64, c32),
        )  # (N, 32, H / 2, W / 2)
        self.output = nn.Conv2d(c32, 2, 3, padding=1)
        self.classification: nn.Sequential | None = None
        if self.classes:
            self.classification = nn.Sequential(
                _linear(c512, c256), nn.Linear(c256, len(self.classes))
            )

    def global_features(self, lightness: Tensor) -> Tensor:
        """Sum up photos, (N, 1, H, W) L, as vectors (N, 256 * width); section 4.5."""
        small = self.low_level(_scaled(_fixed_size(lightness)))
        features: Tensor = self.global_output(self.global_hidden(small))
        return features

    def forward(
        self, lightness: Tensor, global_features: Tensor | None = None
    ) -> ColoursAndClasses:
        """Colour photos, and say what they show.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of 8.
        global_features : Tensor, optional
            (N, 256 * width) of other photos. The classes are those of these photos all the same.

        Returns
        -------
        ColoursAndClasses
        """
        low = self.low_level(_scaled(lightness))
        fixed = _fixed_size(lightness)
        small = low if fixed is lightness else self.low_level(_scaled(fixed))
        hidden = self.global_hidden(small)
        if global_features is None:
            global_features = self.global_output(hidden)
        mid = self.mid_level(low)
        everywhere = global_features.to(mid.dtype)[:, :, None, None]
        everywhere = everywhere.expand(-1, -1, *mid.shape[2:])
        fused = self.fusion(torch.cat((everywhere, mid), dim=1))
        colour = self.colorization(fused)
        if self.classification is None:
            logits = hidden.new_zeros(len(hidden), 0)
        else:
            logits = self.classification(hidden)
        # Half precision would round the colours by up to half a unit, which shows as bands.
        with torch.autocast(colour.device.type, enabled=False):
            ab = (self.output(colour.float()).sigmoid() - 0.5) * AB_SPAN
        return ColoursAndClasses(ab, logits)

    def prediction(
        self, output: ColoursAndClasses, lightness: Tensor, device: str
    ) -> ColourPrediction:
        """Keep the colours in half precision, and the classes."""
        return ColourPrediction(
            lightness=lightness.half(),
            device=device,
            ab=output.ab[0].to("cpu", torch.float16).clone(),
            classes=class_probabilities(self.classes, output.class_logits[0]),
        )


def _conv(inputs: int, outputs: int, stride: int = 1, kernel: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


def _linear(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(inputs, outputs, bias=False), nn.BatchNorm1d(outputs), nn.ReLU(inplace=True)
    )


def _scaled(lightness: Tensor) -> Tensor:
    return lightness / 50.0 - 1.0


def _fixed_size(lightness: Tensor) -> Tensor:
    """Copy of photos in the size that the global features need; they themselves if they have it."""
    if lightness.shape[2:] == (_SIDE, _SIDE):
        return lightness
    return functional.interpolate(
        lightness, size=(_SIDE, _SIDE), mode="bilinear", antialias=True, align_corners=False
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""The regression twin of `compact`: the same network with two outputs, trained on squared error.

It is there for comparison: it shows what regression does to colours, as the row "Dahl" in table 1
of Zhang et al. does.

References
----------
.. [1] R. Dahl, "Automatic colorization", 2016.
.. [2] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, section 3.1
   (Euclidean loss) and table 1 of arXiv:1603.08511v1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from models.capabilities import Capability
from models.networks.compact import Compact
from models.networks.network import ColorizerNetwork
from models.networks.registration import register
from models.predictions.colours import ColourPrediction

_UNIT = 50.0  # ab units; the network's own output is of the size of 1


@register("compact-regression")
class CompactRegression(ColorizerNetwork):
    """Lightness to ab at stride 4.

    Parameters
    ----------
    width : int
        Channels of the decoder, those of the `compact` that it is the twin of.
    """

    capabilities = frozenset({Capability.HALF})
    stride = Compact.stride
    multiple = Compact.multiple

    def __init__(self, width: int = 192):
        super().__init__()
        self.body = Compact(bins=2, width=width)

    def pretrained_part(self) -> nn.Module:
        """Return the encoder."""
        return self.body.encoder

    def load_compact(self, state: Mapping[str, Tensor]) -> None:
        """Start from the weights of `compact`; the last layer, which gives colours, stays new.

        Parameters
        ----------
        state : mapping of str to Tensor
            State of a `Compact` of any palette.

        Raises
        ------
        KeyError, RuntimeError
            If they are those of another network.
        """
        new = ("head.1.", "bins", "class_weights")
        own = self.body.state_dict()
        taken = {key: state[key] for key in own if not key.startswith(new)}
        self.body.load_state_dict({**own, **taken})

    def forward(self, lightness: Tensor) -> Tensor:
        """Predict one colour for each place.

        Parameters
        ----------
        lightness : Tensor
            (N, 1, H, W), CIE L, 0..100; H and W multiples of 32.

        Returns
        -------
        Tensor
            (N, 2, H / 4, W / 4) ab.
        """
        return _UNIT * self.body(lightness)

    def prediction(self, output: Any, lightness: Tensor, device: str) -> ColourPrediction:
        """Keep the colours."""
        return ColourPrediction(
            lightness=lightness.half(), device=device, ab=output[0].to("cpu").half().clone()
        )

# SPDX-License-Identifier: GPL-3.0-or-later
"""What every prediction can do, whatever kind of network it comes from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from torch import Tensor

from models.decoding import DecoderSettings
from models.errors import NoDistribution
from models.predictions.class_probability import ClassProbability
from models.predictions.content_map import ContentMap

if TYPE_CHECKING:
    from models.predictions.distribution import DistributionPrediction


_PLAIN = DecoderSettings(temperature=1.0, vividness=0.0)
# Whatever a colorizer recommends: how colours are shown is to move no border.
_FOR_EDGES = DecoderSettings(temperature=0.7, vividness=0.55, saturation=1.27)


@dataclass(frozen=True, eq=False)
class Prediction(ABC):
    """What a colorizer says of a photo, kept so that everything else decodes it again at once."""

    lightness: Tensor
    """(H, W) float16, CIE L of the photo at the working size."""
    device: str
    """Where it was computed."""
    classes: tuple[ClassProbability, ...] = field(default=(), kw_only=True)
    """What the photo shows, the likeliest first; empty if the network does not say."""
    contents: ContentMap | None = field(default=None, kw_only=True)
    """What each place of the photo shows; None if the network does not say."""
    usual: DecoderSettings = field(default=_PLAIN, kw_only=True)
    """What its colorizer recommends; where nobody asks for others these make the automatic result,
    beside whose colours others are offered."""

    @property
    @abstractmethod
    def grid(self) -> tuple[int, int]:
        """Rows and columns (h, w) of the grid on which colours are predicted."""

    @property
    @abstractmethod
    def nbytes(self) -> int:
        """Memory that the prediction holds."""

    @abstractmethod
    def decode(self, settings: DecoderSettings) -> Tensor:
        """Coarse colours, (2, h, w) ab."""

    def edge_colours(self) -> Tensor:
        """Coarse colours among which edges are sought, (2, h, w) ab."""
        return self.decode(_FOR_EDGES)

    def smoothed(self, reach: float) -> Prediction:
        """Even out a distribution over ab bins between edges; any other answer stays as it is.

        Parameters
        ----------
        reach : float
            As a share of the short side; with 0 nothing is changed.
        """
        return self

    def told_apart(self) -> Prediction:
        """Return what was said before like places agreed; itself where nothing was made to agree.

        Regions are found in it: places that were made alike no longer tell where things end.
        """
        return self

    def distribution(self) -> DistributionPrediction:
        """Return the prediction, as it was before like places agreed, as a distribution over bins.

        Raises
        ------
        NoDistribution
            If the network predicts one colour for each place and nothing about others.
        """
        raise NoDistribution(
            "This colorizer predicts a single colour for each place: it has no alternatives. "
            "Choose another colorizer for them."
        )

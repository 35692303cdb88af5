# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of a regression that has a classifier of colours beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.predictions.colours import ColourPrediction
from models.predictions.distribution import DistributionPrediction


@dataclass(frozen=True, eq=False)
class ColoursAndDistribution(ColourPrediction):
    """The colours are the regression's; the distribution, on the same grid, has the alternatives.

    So temperature and vividness act on alternatives and probabilities, not on the colours.
    """

    beside: DistributionPrediction
    """What the classifier says."""

    @property
    def nbytes(self) -> int:
        """Memory that the prediction holds."""
        return self.ab.nbytes + self.beside.nbytes

    def distribution(self) -> DistributionPrediction:
        """Return the classifier's answer."""
        return replace(self.beside, usual=self.usual)

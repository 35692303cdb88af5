# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of a regression: one colour at each place."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from models.decoding import DecoderSettings
from models.predictions.prediction import Prediction


@dataclass(frozen=True, eq=False)
class ColourPrediction(Prediction):
    """One ab for every cell of a coarse grid; of the decoder's settings only saturation acts."""

    ab: Tensor
    """(2, h, w) float16 on the CPU."""

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns (h, w) of the grid."""
        return self.ab.shape[-2], self.ab.shape[-1]

    @property
    def nbytes(self) -> int:
        """Memory that the prediction holds."""
        return self.ab.nbytes + self.lightness.nbytes

    def decode(self, settings: DecoderSettings) -> Tensor:
        """Coarse colours, (2, h, w) ab."""
        return settings.saturation * self.ab.float()

# SPDX-License-Identifier: GPL-3.0-or-later
"""A photo in its automatic colours with the artist's hints in them, at full size in strips."""

from __future__ import annotations

import torch
from numpy.typing import NDArray
from torch import Tensor

from models.color.upsampling import GuidedUpsampling
from models.decoding import DecoderSettings
from models.hints.spreading import HintSpreading, SpreadHints, under_less_light
from models.hints.strokes import hints_on_grid
from models.predictions.prediction import Prediction
from models.recomposition import Recomposition

_HAZE = 0.01  # influence that the upsampling smears beyond an edge and nobody would see


class HintedRecomposition(Recomposition):
    """A photo that honours hints; where they do not reach, nothing is different.

    Parameters
    ----------
    gray : ndarray
        (H, W); a smaller copy of the photo gives a preview.
    coarse : Tensor
        (2, h, w) automatic ab on the prediction's grid.
    spread : SpreadHints
        Of this photo.
    """

    def __init__(self, gray: NDArray, coarse: Tensor, spread: SpreadHints):
        super().__init__(gray, coarse)
        planes = torch.cat((spread.influence[None], spread.ab, spread.lightness[None]))
        self._hints = GuidedUpsampling(planes, self._guide)

    def _ab(self, light: Tensor, top: int) -> Tensor:
        automatic = super()._ab(light, top)
        planes = self._hints.rows(light, top, self.height)
        influence = planes[0].clamp(0.0, 1.0)
        certain = planes[0].clamp(min=_HAZE)
        # The guided filter goes beyond what it was given, and no light beneath black has a colour.
        reference = (planes[3] / certain).clamp(0.0, 100.0)
        hinted = under_less_light(planes[1:3] / certain, light, reference)
        return torch.where(influence > _HAZE, torch.lerp(automatic, hinted, influence), automatic)


def hinted(
    prediction: Prediction, gray: NDArray, plane: NDArray, settings: DecoderSettings
) -> HintedRecomposition:
    """Colour a photo as the prediction says and as the artist's strokes want it.

    Parameters
    ----------
    prediction : Prediction
        Of this photo.
    gray : ndarray
        (H, W); a smaller copy of the photo gives a preview.
    plane : ndarray
        (H', W', 4) strokes, see `models.hints.strokes.check_hints`.
    settings : DecoderSettings
        How to decode; the colours of the strokes stay as they are.

    Raises
    ------
    NoHints
        If hardly anything is painted.
    """
    spreading = HintSpreading(prediction)
    spread = spreading.spread(hints_on_grid(plane, *spreading.grid))
    return HintedRecomposition(gray, prediction.decode(settings), spread)

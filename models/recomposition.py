# SPDX-License-Identifier: GPL-3.0-or-later
"""The photo's own lightness and predicted colours, put together at full size in strips."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import DTypeLike, NDArray
from torch import Tensor

from models.alternatives import alternative_colours
from models.candidates import Candidate
from models.color.gamut import chroma_in_gamut, fit_chroma
from models.color.gray import lightness, reduced_luminance
from models.color.lab import lightness_from_luminance, srgb_from_linear
from models.color.upsampling import GuidedUpsampling
from models.decoding import DecoderSettings
from models.predictions.prediction import Prediction

_GUIDE = 768  # largest long side at which the colours are fitted to the lightness, pixels


class Recomposition:
    """A photo in colour, computed a strip at a time so that memory does not grow with it.

    Parameters
    ----------
    gray : ndarray
        (H, W) uint8, uint16 or float32 in 0..1, sRGB-coded.
    coarse : Tensor
        (2, h, w) ab on the prediction's grid.
    """

    def __init__(self, gray: NDArray, coarse: Tensor):
        self._gray = gray
        self.height, self.width = gray.shape
        self._upsampling = guided_upsampling(gray, coarse)

    def srgb_strips(
        self, dtype: DTypeLike = np.uint8, rows: int = 256
    ) -> Iterator[NDArray[np.unsignedinteger]]:
        """Yield sRGB pixels from top to bottom.

        Parameters
        ----------
        dtype : dtype
            ``uint8`` or ``uint16``.
        rows : int
            Height of a strip; the last may be lower.

        Yields
        ------
        ndarray
            (rows, W, 3), in gamut, with the photo's lightness.
        """
        largest = np.iinfo(np.dtype(dtype)).max
        for lab in self._lab_strips(rows):
            coded = srgb_from_linear(fit_chroma(lab)) * largest + 0.5
            yield coded.permute(1, 2, 0).contiguous().numpy().astype(dtype)

    def ab_strips(self, rows: int = 256) -> Iterator[NDArray[np.float32]]:
        """Yield in-gamut ab from top to bottom, (rows, W, 2) float32."""
        for lab in self._lab_strips(rows):
            yield chroma_in_gamut(lab)[1:].permute(1, 2, 0).contiguous().numpy()

    def srgb(self, dtype: DTypeLike = np.uint8) -> NDArray[np.unsignedinteger]:
        """Return the whole picture, (H, W, 3)."""
        return np.concatenate(list(self.srgb_strips(dtype)))

    def _lab_strips(self, rows: int) -> Iterator[Tensor]:
        for top in range(0, self.height, rows):
            light = lightness(self._gray[top : top + rows])
            ab = self._upsampling.rows(light, top, self.height)
            yield torch.cat((light[None], ab))


def guided_upsampling(gray: NDArray, coarse: Tensor) -> GuidedUpsampling:
    """Fit planes on the prediction's grid to the lightness of the photo.

    Parameters
    ----------
    gray : ndarray
        (H, W) sRGB-coded.
    coarse : Tensor
        (C, h, w).
    """
    shrink = min(1.0, _GUIDE / max(gray.shape))
    guide = reduced_luminance(gray, *(max(1, round(side * shrink)) for side in gray.shape))
    return GuidedUpsampling(coarse, lightness_from_luminance(guide))


def automatic(prediction: Prediction, gray: NDArray, settings: DecoderSettings) -> Recomposition:
    """Colour a photo as the prediction says.

    Parameters
    ----------
    prediction : Prediction
        Of this photo.
    gray : ndarray
        (H, W); a smaller copy of the photo gives a preview.
    settings : DecoderSettings
        How to decode.
    """
    return Recomposition(gray, prediction.decode(settings))


def alternative(
    prediction: Prediction, gray: NDArray, candidate: Candidate, settings: DecoderSettings
) -> Recomposition:
    """Colour a photo with a candidate in its region and the automatic colours elsewhere.

    Parameters
    ----------
    prediction : Prediction
        Of this photo.
    gray : ndarray
        (H, W); a smaller copy of the photo gives a preview.
    candidate : Candidate
        One of `models.candidates.candidates` for this prediction.
    settings : DecoderSettings
        How to decode.
    """
    return Recomposition(gray, alternative_colours(prediction, candidate, settings))

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
from models.color.gray import lightness
from models.color.lab import srgb_from_linear
from models.color.upsampling import GuidedUpsampling
from models.decoding import DecoderSettings
from models.guide import guide_of
from models.predictions.prediction import Prediction
from models.regions.region import Region


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
        self._guide = guide_of(gray)
        self._upsampling = GuidedUpsampling(coarse, self._guide)

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
            yield torch.cat((light[None], self._ab(light, top)))

    def _ab(self, light: Tensor, top: int) -> Tensor:
        return self._upsampling.rows(light, top, self.height)


class RegionRecomposition(Recomposition):
    """A photo with other colours in one region; outside its soft border nothing is different.

    Parameters
    ----------
    gray : ndarray
        (H, W), see `Recomposition`.
    coarse : Tensor
        (2, h, w) ab outside the region.
    inside : Tensor
        (2, h, w) ab inside.
    region : Region
        Of this photo.
    """

    def __init__(self, gray: NDArray, coarse: Tensor, inside: Tensor, region: Region):
        super().__init__(gray, torch.cat((coarse, inside)))
        self._mask = region.mask(gray)

    def _ab(self, light: Tensor, top: int) -> Tensor:
        outside, inside = super()._ab(light, top).chunk(2)
        return torch.lerp(outside, inside, self._mask.rows(light, top))


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
    outside = prediction.decode(settings)
    inside = alternative_colours(prediction, candidate, settings, outside)
    return RegionRecomposition(gray, outside, inside, candidate.region)


def candidate_everywhere(
    prediction: Prediction, gray: NDArray, candidate: Candidate, settings: DecoderSettings
) -> Recomposition:
    """Colour a photo with a candidate, in its region and beyond.

    For a layer that shows its region by a mask: the mask is then the only border, and who paints
    on it carries the candidate's colour on.

    Parameters
    ----------
    prediction, gray, candidate, settings
        See `alternative`.
    """
    usual = prediction.decode(settings)
    return Recomposition(gray, alternative_colours(prediction, candidate, settings, usual))

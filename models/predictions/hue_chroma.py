# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of a network that predicts histograms of hue and of chroma.

References
----------
.. [1] G. Larsson, M. Maire, G. Shakhnarovich, "Learning Representations for Automatic
   Colorization", ECCV 2016, sections 3.2 and 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import torch
from torch import Tensor
from torch.nn import functional

from models.color.bins import zhang_bins
from models.color.hue_chroma import ab_from_hue_chroma
from models.decoding import DecoderSettings
from models.hue_chroma_decoding import (
    centers,
    chromatic_fading,
    circular_mean,
    expectation,
    sharpened,
)
from models.predictions.distribution import DistributionPrediction
from models.predictions.logits import half_logits
from models.predictions.prediction import Prediction

_LEVEL = 4.0  # L units; cells this near in lightness share the table from (hue, chroma) to bins
_CELLS = 2048  # worked on at a time, so that joint histograms take 8 MiB whatever the grid
_NEIGHBOURS = 5  # of the soft assignment of a colour to the bins, as in training for bins
_SIGMA = 5.0  # ab units


@dataclass(frozen=True, eq=False)
class HueChromaPrediction(Prediction):
    """Two histograms, of hue and of chroma, for every cell of a coarse grid.

    Of the decoder's settings the temperature sharpens both histograms and the saturation scales
    ab. Vividness does nothing: the training does not weigh colours by their rarity, so there is
    only the natural distribution.
    """

    hue: Tensor
    """(K, h, w) float16 logits on the CPU, equal bins around the circle."""
    chroma: Tensor
    """(K, h, w) float16 logits on the CPU, equal bins of 0..1."""

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns (h, w) of the grid."""
        return self.hue.shape[-2], self.hue.shape[-1]

    @property
    def nbytes(self) -> int:
        """Memory that the prediction holds, with the distribution that it may come to keep."""
        rows, columns = self.grid
        distribution = 2 * zhang_bins().count * rows * columns
        return self.hue.nbytes + self.chroma.nbytes + self.lightness.nbytes + distribution

    def decode(self, settings: DecoderSettings) -> Tensor:
        """Coarse colours: circular mean of the hue, faded mean of the chroma; (2, h, w) ab.

        The chroma is the expectation of its histogram, which moves smoothly with the histogram;
        the authors' best figures came from its median, which fades less where gray is likely too.
        """
        hue, length = circular_mean(sharpened(self.hue.float(), settings.temperature))
        chroma = expectation(sharpened(self.chroma.float(), settings.temperature))
        chroma = chroma * chromatic_fading(length, len(self.hue))
        return settings.saturation * ab_from_hue_chroma(hue, chroma, self._light)

    def distribution(self) -> DistributionPrediction:
        """Return the product of both histograms as a distribution over the 313 bins.

        Each of its K x K colours stands for an ab at the lightness of the cell, and is assigned
        softly to the bins around. Hue and chroma are taken to be independent, as they are
        predicted; nothing fades, since uncertain hues stay apart.
        """
        return self._distribution

    @cached_property
    def _light(self) -> Tensor:
        return functional.adaptive_avg_pool2d(self.lightness.float()[None], self.grid)[0]

    @cached_property
    def _distribution(self) -> DistributionPrediction:
        bins = zhang_bins()
        count = len(self.hue)
        hue = self.hue.float().softmax(0).flatten(1).T  # (cells, K)
        chroma = self.chroma.float().softmax(0).flatten(1).T
        levels = (self._light.flatten() / _LEVEL).round().int()
        logits = torch.empty(len(hue), bins.count, dtype=torch.float16)
        for level in levels.unique().tolist():
            table = torch.zeros(count * count, bins.count)
            table.scatter_(1, *_assignment(level, count))
            for cells in (levels == level).nonzero()[:, 0].split(_CELLS):
                joint = hue[cells, :, None] * chroma[cells, None, :]
                logits[cells] = half_logits(joint.flatten(1) @ table)
        return DistributionPrediction(
            lightness=self.lightness,
            device=self.device,
            logits=logits.T.reshape(bins.count, *self.grid).contiguous(),
            bins=bins,
            class_weights=torch.ones(bins.count),
            usual=self.usual,
        )


@cache
def _assignment(level: int, count: int) -> tuple[Tensor, Tensor]:
    """Bins of every (hue, chroma) at a level of lightness, and their shares; (K * K, k) each."""
    middles = centers(count)
    hue, chroma = torch.meshgrid(middles, middles, indexing="ij")
    lightness = torch.full_like(hue, level * _LEVEL)
    ab = ab_from_hue_chroma(hue, chroma, lightness)
    return zhang_bins().soft_encode(ab.flatten(1).T, _NEIGHBOURS, _SIGMA)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of a classifier of colours: how probable each bin is at each place."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from models.color.bins import Bins
from models.contrast import seen_lightness
from models.decoding import DecoderSettings, annealed_mean, natural_logits
from models.predictions.prediction import Prediction
from models.predictions.smoothing import smoothed


@dataclass(frozen=True, eq=False)
class DistributionPrediction(Prediction):
    """A distribution over ab bins for every cell of a coarse grid."""

    logits: Tensor
    """(Q, h, w) float16 on the CPU, what the network says, rebalanced as it was trained."""
    bins: Bins
    class_weights: Tensor
    """(Q,) the weights w of its training."""
    before: DistributionPrediction | None = None
    """What was said before like places agreed; None if they were not made to."""
    strength: Tensor | None = None
    """(h, w) factor on ab, where things of some kinds are to be weaker than others."""

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns (h, w) of the grid."""
        return self.logits.shape[-2], self.logits.shape[-1]

    @property
    def nbytes(self) -> int:
        """Memory that the prediction holds."""
        shown = 0 if self.contents is None else self.contents.evidence.nbytes
        before = 0 if self.before is None else self.before.logits.nbytes
        strength = 0 if self.strength is None else self.strength.nbytes
        return self.logits.nbytes + before + self.lightness.nbytes + shown + strength

    def told_apart(self) -> DistributionPrediction:
        """Return what was said before like places agreed."""
        return self if self.before is None else self.before

    def distribution(self) -> DistributionPrediction:
        """Return what was said before like places agreed."""
        return self.told_apart()

    def log_distribution(self, vividness: float) -> Tensor:
        """Logits of the distribution at a vividness, (Q, h, w) float32."""
        return natural_logits(self.logits.float(), self.class_weights, vividness)

    def probability(self) -> Tensor:
        """Return the honest distribution, at v = 0: (Q, h, w), sum 1 over the bins."""
        return self.log_distribution(0.0).softmax(0)

    def smoothed(self, reach: float) -> DistributionPrediction:
        """Even out what the network says between edges, so that one thing has one colour.

        Logits are averaged, not probabilities: where neighbours contradict each other the weighted
        geometric mean says what neither excludes, and stays as sure as they are.

        Parameters
        ----------
        reach : float
            As a share of the short side; with 0 nothing is changed.

        Returns
        -------
        DistributionPrediction
            Edges are those of the photo, with the contrast that the network saw, and of the
            automatic colours: a cloud is no part of the sky even where its border is soft.
        """
        if reach == 0.0:
            return self
        light = functional.adaptive_avg_pool2d(
            seen_lightness(self.lightness.float())[None], self.grid
        )
        guide = torch.cat((light, self.edge_colours()))
        return replace(self, logits=smoothed(self.logits.float(), guide, reach).half())

    def decode(self, settings: DecoderSettings) -> Tensor:
        """Coarse colours by the annealed mean, (2, h, w) ab."""
        logits = self.log_distribution(settings.vividness)
        ab = settings.saturation * annealed_mean(logits, self.bins.centers, settings.temperature)
        return ab if self.strength is None else self.strength * ab

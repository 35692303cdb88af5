# SPDX-License-Identifier: GPL-3.0-or-later
"""A photo of one thing that may be blue or red."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from models.contents import LABELS
from models.predictions.content_map import ContentMap
from models.predictions.distribution import DistributionPrediction
from models.predictions.prediction import Prediction

BLUE_AND_RED = torch.tensor([[10.0, -50.0], [60.0, 40.0]])


def blue_or_red(prediction: Prediction, share: Tensor) -> DistributionPrediction:
    """A photo of one lightness, blue with this probability, (60, 80), and else red."""
    known = prediction.distribution()
    blue, red = known.bins.nearest(BLUE_AND_RED).tolist()
    probability = torch.full((known.bins.count, 60, 80), 1e-5)
    probability[blue], probability[red] = share, 1.0 - share
    logits = (probability / probability.sum(0)).log() + known.class_weights.log().view(-1, 1, 1)
    lightness = torch.full((240, 320), 60.0).half()
    return replace(known, logits=logits.half(), lightness=lightness)


def shows(label: str) -> ContentMap:
    """All of the photo shows this."""
    evidence = torch.zeros(len(LABELS), 60, 80)
    evidence[LABELS.index(label)] = 8.0
    return ContentMap(evidence, LABELS, (0.5,) * len(LABELS))


def blue_of(prediction: DistributionPrediction) -> Tensor:
    """Probability of blue, (60, 80)."""
    return prediction.probability()[prediction.bins.nearest(BLUE_AND_RED)[0]]


def odds_of_blue(prediction: DistributionPrediction) -> Tensor:
    """Logarithm of how many times as probable as red blue is, (60, 80)."""
    blue, red = prediction.bins.nearest(BLUE_AND_RED).tolist()
    probability = prediction.probability()
    return (probability[blue] / probability[red]).log()

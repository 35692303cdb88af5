# SPDX-License-Identifier: GPL-3.0-or-later
"""Steady colours in videos: the predictions of past frames, averaged with fading weights.

References
----------
.. [1] V. Billaut, M. de Rochemonteix, M. Thibault, "ColorUNet: A convolutional classification
   approach to colorization", 2018, section 4.3.
"""

from __future__ import annotations

import math
from collections import deque
from copy import copy
from dataclasses import replace
from functools import singledispatch

import torch
from torch import Tensor

from models.predictions.colours import ColourPrediction
from models.predictions.colours_and_distribution import ColoursAndDistribution
from models.predictions.distribution import DistributionPrediction
from models.predictions.hue_chroma import HueChromaPrediction
from models.predictions.logits import half_logits
from models.predictions.prediction import Prediction
from models.scene_cuts import is_scene_cut


class TemporalSmoothing:
    """Averages what a network says of the frames of a video, one scene at a time.

    What is averaged is what the network says: its distributions, or its colours where it has none.
    The average of frame t is the sum of p_(t-i) exp(-alpha i) over i = 0..T, divided by the sum of
    the weights; at the beginning of a scene it has fewer frames.

    Parameters
    ----------
    decay : float
        Alpha, by which the weight of a frame fades with each further one.
    frames : int
        T, how many past frames count. Their predictions are kept, nothing else.
    """

    def __init__(self, decay: float = 0.2, frames: int = 20):
        self._fade = math.exp(-decay)
        self._frames = frames
        self._past: deque[Tensor] = deque()
        self._sum: Tensor | None = None
        self._lightness: Tensor | None = None
        self.scenes = 0
        """How many scenes have begun so far."""

    def smooth(self, prediction: Prediction) -> Prediction:
        """Take the next frame and return its prediction, averaged with those of its scene.

        Parameters
        ----------
        prediction : Prediction
            Of the next frame.

        Returns
        -------
        Prediction
            Of the same kind.
        """
        # What is added now is taken off later: both must be rounded alike.
        planes = averaged_planes(prediction).half()
        if self._begins_scene(prediction) or self._sum is None:
            self.scenes += 1
            self._past.clear()
            self._sum = torch.zeros(planes.shape)
        self._lightness = prediction.lightness
        self._sum = self._sum * self._fade + planes.float()
        self._past.append(planes)
        if len(self._past) > self._frames + 1:
            oldest = self._past.popleft().float()
            self._sum = self._sum - oldest * self._fade ** (self._frames + 1)
        weights = sum(self._fade**age for age in range(len(self._past)))
        return with_planes(prediction, self._sum / weights)

    def branch(self) -> TemporalSmoothing:
        """Return one with the same past, which goes on by itself; they share what is past."""
        branch = copy(self)
        branch._past = self._past.copy()
        return branch

    @property
    def held(self) -> list[Tensor]:
        """What is kept of the past; branches have most of it in common."""
        return [*self._past, *([] if self._sum is None else [self._sum])]

    def _begins_scene(self, prediction: Prediction) -> bool:
        return self._lightness is None or is_scene_cut(self._lightness, prediction.lightness)


@singledispatch
def averaged_planes(prediction: Prediction) -> Tensor:
    """Planes of a prediction whose averages over time make sense, (C, h, w) float32."""
    raise TypeError(f"{type(prediction).__name__} cannot be averaged")


@singledispatch
def with_planes(prediction: Prediction, planes: Tensor) -> Prediction:
    """Return the prediction with other planes, of the kind of `averaged_planes`."""
    raise TypeError(f"{type(prediction).__name__} cannot be averaged")


@averaged_planes.register
def _(prediction: DistributionPrediction) -> Tensor:
    return prediction.logits.float().softmax(0)


@with_planes.register
def _(prediction: DistributionPrediction, planes: Tensor) -> Prediction:
    # What this frame said before like places agreed is not averaged: alternatives would flicker.
    return replace(prediction, logits=half_logits(planes), before=None)


@averaged_planes.register
def _(prediction: HueChromaPrediction) -> Tensor:
    return torch.cat((prediction.hue.float().softmax(0), prediction.chroma.float().softmax(0)))


@with_planes.register
def _(prediction: HueChromaPrediction, planes: Tensor) -> Prediction:
    hue, chroma = half_logits(planes).split((len(prediction.hue), len(prediction.chroma)))
    return replace(prediction, hue=hue, chroma=chroma)


@averaged_planes.register
def _(prediction: ColourPrediction) -> Tensor:
    return prediction.ab.float()


@with_planes.register
def _(prediction: ColourPrediction, planes: Tensor) -> Prediction:
    return replace(prediction, ab=planes.half())


@averaged_planes.register
def _(prediction: ColoursAndDistribution) -> Tensor:
    return torch.cat((prediction.ab.float(), averaged_planes(prediction.beside)))


@with_planes.register
def _(prediction: ColoursAndDistribution, planes: Tensor) -> Prediction:
    ab, probability = planes.split((2, len(planes) - 2))
    beside = replace(prediction.beside, logits=half_logits(probability))
    return replace(prediction, ab=ab.half(), beside=beside)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Alternatives: full colour pictures built around a chosen candidate."""

from __future__ import annotations

import torch
from torch import Tensor

from models.candidates import Candidate
from models.decoding import DecoderSettings, annealed_mean
from models.predictions.prediction import Prediction
from models.regions import pool

_PULL = 12.0  # width of the Gaussian by which a candidate draws its region's colours, ab units


def alternative_colours(
    prediction: Prediction, candidate: Candidate, settings: DecoderSettings
) -> Tensor:
    """Coarse colours of a candidate's region; outside of it they mean nothing.

    Every cell is decoded again under the condition that its colour is near the
    candidate's, so that shading and inner variation stay; the region's mean is the candidate.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    candidate : Candidate
        The colour and its region.
    settings : DecoderSettings
        How to decode.

    Returns
    -------
    Tensor
        (2, h, w) ab.
    """
    distribution = prediction.distribution()
    centers = distribution.bins.centers
    distance = (centers - torch.tensor(candidate.ab)).square().sum(1)
    pull = (-distance / (2 * _PULL * _PULL)).view(-1, 1, 1)
    drawn = annealed_mean(
        distribution.log_distribution(settings.vividness) + pull, centers, settings.temperature
    )
    # What is still missing to the candidate is made up for the region as a whole.
    drawn = drawn + (torch.tensor(candidate.ab) - pool(drawn, candidate.mask)).view(2, 1, 1)
    return settings.saturation * drawn

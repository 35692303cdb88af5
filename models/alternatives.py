# SPDX-License-Identifier: GPL-3.0-or-later
"""Alternatives: full colour pictures built around a chosen candidate."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from models.candidates import Candidate
from models.coarse_grid import pool
from models.color.gamut import chroma_in_gamut
from models.decoding import DecoderSettings, annealed_mean
from models.predictions.prediction import Prediction

_PULL = 12.0  # width of the Gaussian by which a candidate draws its region's colours, ab units


def alternative_colours(
    prediction: Prediction, candidate: Candidate, settings: DecoderSettings, automatic: Tensor
) -> Tensor:
    """Coarse colours of a candidate's region; outside of it the candidate alone.

    Every cell is decoded again under the condition that its colour is near the candidate's, so that
    shading and inner variation stay; the region's mean is the candidate. Of a candidate that is
    improbable in some of the cells little is known there and the colours scatter: the variation is
    brought down to that of the automatic result. Where the region is too dark or too bright for the
    colour, its chroma falls evenly and not from pixel to pixel.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    candidate : Candidate
        The colour and its region.
    settings : DecoderSettings
        How to decode.
    automatic : Tensor
        (2, h, w) ab, the prediction decoded with these settings.

    Returns
    -------
    Tensor
        (2, h, w) ab.
    """
    distribution = prediction.distribution()
    centers = distribution.bins.centers
    distance = (centers - torch.tensor(candidate.ab)).square().sum(1)
    pull = (-distance / (2 * _PULL * _PULL)).view(-1, 1, 1)
    strength = _strength(prediction, settings)
    drawn = strength * annealed_mean(
        distribution.log_distribution(settings.vividness) + pull, centers, settings.temperature
    )
    inner = drawn - pool(drawn, candidate.mask).view(2, 1, 1)
    calm = min(1.0, _variation(automatic, candidate.mask) / _variation(inner, candidate.mask))
    colour = strength * torch.tensor(candidate.ab).view(2, 1, 1)
    return _displayable(colour + calm * candidate.mask * inner, prediction)


def even_colours(prediction: Prediction, candidate: Candidate, settings: DecoderSettings) -> Tensor:
    """Coarse colours of a candidate laid on evenly, as far as the photo's light can show it.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    candidate : Candidate
        The colour.
    settings : DecoderSettings
        How strong it is.

    Returns
    -------
    Tensor
        (2, h, w) ab.
    """
    colour = _strength(prediction, settings) * torch.tensor(candidate.ab).view(2, 1, 1)
    return _displayable(colour.expand(2, *prediction.grid), prediction)


def _strength(prediction: Prediction, settings: DecoderSettings) -> float:
    """Give the factor on a candidate, which is as strong as it is at the usual saturation.

    That one makes up for what averaging takes from automatic colours.
    """
    return settings.saturation / prediction.usual.saturation


def _displayable(ab: Tensor, prediction: Prediction) -> Tensor:
    """Take back chroma as far as the darkest and the brightest pixels around a cell ask."""
    light = prediction.lightness.float()[None]
    for sign in (-1.0, 1.0):
        extreme = functional.adaptive_max_pool2d(sign * light, prediction.grid)
        extreme = sign * functional.max_pool2d(extreme, 3, stride=1, padding=1)
        ab = chroma_in_gamut(torch.cat((extreme, ab)))[1:]
    return ab


def _variation(ab: Tensor, mask: Tensor) -> float:
    """Total variation of colours within a region, above 0."""
    total = 1e-6
    for plane, within in ((ab, mask), (ab.transpose(1, 2), mask.T)):
        both = torch.minimum(within[:, 1:], within[:, :-1])
        total += float(((plane[..., 1:] - plane[..., :-1]).norm(dim=0) * both).sum())
    return total

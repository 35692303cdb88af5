# SPDX-License-Identifier: GPL-3.0-or-later
"""Candidates for the parts of a photo whose colour is least certain, and pictures built on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from models.color.gamut import fit_chroma
from models.color.lab import srgb_from_linear
from models.color.names import color_name
from models.decoding import DecoderSettings, annealed_mean
from models.prediction import Prediction
from models.regions import automatic_regions, coarse_mask

_SMOOTHING = 8.0  # of a pooled distribution before its modes are sought, ab units
_APART = 22.0  # least distance of two candidates of a region, ab units
_REACH = 14.0  # bins this near belong to a candidate, ab units
_PULL = 12.0  # width of the Gaussian by which a candidate draws its region's colours, ab units
_LOOK = DecoderSettings(temperature=0.6, vividness=0.7)  # stands for "the automatic result"
_PER_REGION = 2  # candidates of one region before the next one has its turn


@dataclass(frozen=True, eq=False)
class Candidate:
    """One plausible colour of a region."""

    index: int
    """Its place in the list of the photo's candidates."""
    ab: tuple[float, float]
    srgb: tuple[int, int, int]
    """At the region's mean lightness, 0..255."""
    probability: float
    """Share of the region's honest distribution, 0..1."""
    name: str
    """Everyday name of the colour."""
    mask: Tensor
    """(h, w) the region on the prediction's grid, 0..1."""


def candidates(prediction: Prediction, count: int) -> list[Candidate]:
    """Candidates for the least certain parts of a photo, none of them the automatic colour.

    The automatic regions are taken in the order of how much of them is in doubt (area times the
    probability that lies away from the automatic colour); each gives its most probable other
    colours. The list for a larger `count` begins with the list for a smaller one.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    count : int
        How many are wanted; a photo may have fewer.

    Returns
    -------
    list of Candidate
    """
    labels = automatic_regions(prediction)
    probability = prediction.probability()
    automatic = prediction.decode(_LOOK)
    light = prediction.lightness.float().numpy()
    parts = []
    for label in range(labels.max() + 1):
        region = labels == label
        mask = coarse_mask(region, prediction.grid)
        area = float(mask.mean())
        pooled = (probability * mask).sum((1, 2)) / mask.sum().clamp(min=1e-6)
        settled = (automatic * mask).sum((1, 2)) / mask.sum().clamp(min=1e-6)
        near = (prediction.bins.centers - settled).norm(dim=1) <= _APART
        doubt = np.sqrt(area) * float(pooled[~near].sum())
        parts.append(
            (doubt, mask, _modes(prediction, pooled, settled), float(light[region].mean()))
        )
    parts.sort(key=lambda part: part[0], reverse=True)
    turns = [
        (mode, mask, lightness)
        for first in range(0, _PER_REGION * 4, _PER_REGION)
        for _, mask, modes, lightness in parts
        for mode in modes[first : first + _PER_REGION]
    ]
    return [
        _candidate(index, ab, share, mask, lightness)
        for index, ((ab, share), mask, lightness) in enumerate(turns[:count])
    ]


def alternative_colours(
    prediction: Prediction, candidate: Candidate, settings: DecoderSettings
) -> Tensor:
    """Coarse colours with a candidate in its region and the automatic result elsewhere.

    Inside the region every cell is decoded again under the condition that its colour is near the
    candidate's, so that shading and inner variation stay.

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
    centers = prediction.bins.centers
    distance = (centers - torch.tensor(candidate.ab)).square().sum(1)
    pull = (-distance / (2 * _PULL * _PULL)).view(-1, 1, 1)
    drawn = annealed_mean(
        prediction.log_distribution(settings.vividness) + pull, centers, settings.temperature
    )
    return torch.lerp(prediction.decode(settings), settings.saturation * drawn, candidate.mask)


def _modes(
    prediction: Prediction, pooled: Tensor, settled: Tensor
) -> list[tuple[tuple[float, float], float]]:
    """Modes of a pooled distribution away from the settled colour: (ab, probability), in order."""
    centers = prediction.bins.centers
    smooth = prediction.bins.smoothing_kernel(_SMOOTHING) @ pooled
    smooth = smooth.masked_fill((centers - settled).norm(dim=1) < _APART, 0.0)
    found: list[tuple[tuple[float, float], float]] = []
    while float(smooth.max()) > 0.0 and len(found) < 8:
        peak = centers[smooth.argmax()]
        near = (centers - peak).norm(dim=1) <= _REACH
        share = pooled[near].sum()
        ab = (pooled[near, None] * centers[near]).sum(0) / share.clamp(min=1e-9)
        found.append(((float(ab[0]), float(ab[1])), float(share)))
        smooth = smooth.masked_fill((centers - peak).norm(dim=1) < _APART, 0.0)
    return sorted(found, key=lambda mode: mode[1], reverse=True)


def _candidate(
    index: int, ab: tuple[float, float], share: float, mask: Tensor, lightness: float
) -> Candidate:
    lab = torch.tensor([lightness, *ab]).view(3, 1, 1)
    red, green, blue = (255 * srgb_from_linear(fit_chroma(lab))).round().int().flatten().tolist()
    return Candidate(index, ab, (red, green, blue), share, color_name(lightness, *ab), mask)

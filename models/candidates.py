# SPDX-License-Identifier: GPL-3.0-or-later
"""Candidates: plausible other colours for the parts of a photo that are least certain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from scipy.cluster.hierarchy import fcluster, linkage
from torch import Tensor

from models.color.gamut import fit_chroma
from models.color.lab import srgb_from_linear
from models.color.names import color_name
from models.decoding import DecoderSettings
from models.prediction import Prediction
from models.regions import automatic_regions, coarse_mask, coarse_plane, pool

_SMOOTHING = 8.0  # of a pooled distribution before its modes are sought, ab units
_APART = 22.0  # least distance of two candidates of a region, ab units
_REACH = 14.0  # bins this near belong to a candidate, ab units
_LOOK = DecoderSettings(temperature=0.6, vividness=0.7)  # stands for "the automatic result"
_SEARCH = 0.5  # vividness at which modes are sought: at 0 nearly every region's first is gray
_PER_REGION = 2  # candidates of one region before the next one has its turn
_TURNS = 4
_ALIKE = 0.25  # Hellinger distance below which regions are taken for parts of one thing


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
    probability = prediction.probability()
    vivid = prediction.log_distribution(_SEARCH).softmax(0)
    automatic = prediction.decode(_LOOK)
    light = coarse_plane(prediction.lightness, prediction.grid)
    parts = []
    for mask in _parts(prediction, probability):
        pooled, sought, settled, lightness = (
            pool(planes, mask) for planes in (probability, vivid, automatic, light[None])
        )
        near = (prediction.bins.centers - settled).norm(dim=1) <= _APART
        doubt = math.sqrt(mask.mean()) * float(pooled[~near].sum())
        parts.append((doubt, mask, _modes(prediction, pooled, sought, settled), float(lightness)))
    parts.sort(key=lambda part: part[0], reverse=True)
    turns = [
        (mode, mask, lightness)
        for first in range(0, _PER_REGION * _TURNS, _PER_REGION)
        for _, mask, modes, lightness in parts
        for mode in modes[first : first + _PER_REGION]
    ]
    return [
        _candidate(index, ab, share, mask, lightness)
        for index, ((ab, share), mask, lightness) in enumerate(turns[:count])
    ]


def other_colours(
    prediction: Prediction, masks: Sequence[Tensor]
) -> list[list[tuple[tuple[float, float], float]]]:
    """Plausible colours of given regions, apart from their automatic colour.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    masks : sequence of Tensor
        (h, w) each: regions on the prediction's grid, 0..1, not empty.

    Returns
    -------
    list of list of ((float, float), float)
        For each region its colours (ab) with their honest probabilities, in the order in which
        `candidates` offers them; up to eight.
    """
    probability = prediction.probability()
    vivid = prediction.log_distribution(_SEARCH).softmax(0)
    automatic = prediction.decode(_LOOK)
    return [
        _modes(prediction, *(pool(planes, mask) for planes in (probability, vivid, automatic)))
        for mask in masks
    ]


def _parts(prediction: Prediction, probability: Tensor) -> list[Tensor]:
    """Masks of the automatic regions, those of which the network says the same put together."""
    labels = automatic_regions(prediction)
    masks = [coarse_mask(labels == label, prediction.grid) for label in range(labels.max() + 1)]
    if len(masks) == 1:
        return masks
    # Between square roots of distributions the Euclidean distance is Hellinger's, times sqrt 2.
    roots = torch.stack([pool(probability, mask).sqrt() for mask in masks]).numpy()
    alike = fcluster(linkage(roots, "average"), math.sqrt(2) * _ALIKE, criterion="distance")
    joined: dict[int, Tensor] = {}
    for part, mask in zip(alike.tolist(), masks, strict=True):
        joined[part] = joined[part] + mask if part in joined else mask
    return list(joined.values())


def _modes(
    prediction: Prediction, pooled: Tensor, sought: Tensor, settled: Tensor
) -> list[tuple[tuple[float, float], float]]:
    """Modes of a region away from its settled colour: (ab, honest probability), likeliest first.

    They are sought in `sought`, a distribution more vivid than the honest one, `pooled`.
    """
    centers = prediction.bins.centers
    smooth = prediction.bins.smoothing_kernel(_SMOOTHING) @ sought
    smooth = smooth.masked_fill((centers - settled).norm(dim=1) < _APART, 0.0)
    found: list[tuple[tuple[float, float], float]] = []
    while float(smooth.max()) > 0.0 and len(found) < _PER_REGION * _TURNS:
        peak = centers[smooth.argmax()]
        near = (centers - peak).norm(dim=1) <= _REACH
        ab = (sought[near, None] * centers[near]).sum(0) / sought[near].sum().clamp(min=1e-9)
        found.append(((float(ab[0]), float(ab[1])), float(pooled[near].sum())))
        smooth = smooth.masked_fill((centers - peak).norm(dim=1) < _APART, 0.0)
    turns = [found[first : first + _PER_REGION] for first in range(0, len(found), _PER_REGION)]
    return [mode for turn in turns for mode in sorted(turn, key=lambda m: m[1], reverse=True)]


def _candidate(
    index: int, ab: tuple[float, float], share: float, mask: Tensor, lightness: float
) -> Candidate:
    lab = torch.tensor([lightness, *ab]).view(3, 1, 1)
    red, green, blue = (255 * srgb_from_linear(fit_chroma(lab))).round().int().flatten().tolist()
    return Candidate(index, ab, (red, green, blue), share, color_name(lightness, *ab), mask)

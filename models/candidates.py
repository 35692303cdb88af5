# SPDX-License-Identifier: GPL-3.0-or-later
"""Candidates: plausible other colours for the parts of a photo that are least certain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from scipy.cluster.hierarchy import fcluster, linkage
from torch import Tensor

from models.color.bins import Bins
from models.color.gamut import fit_chroma
from models.color.lab import srgb_from_linear
from models.color.names import color_name
from models.decoding import DecoderSettings
from models.predictions.prediction import Prediction
from models.regions import automatic_regions, coarse_mask, coarse_plane, pool

_SMOOTHING = 8.0  # of a pooled distribution before its modes are sought, ab units
_APART = 22.0  # least distance of two candidates of a region, ab units
_REACH = 14.0  # bins this near belong to a candidate, ab units
_LOOK = DecoderSettings(temperature=0.6, vividness=0.7)  # stands for "the automatic result"
_SEARCH = 0.5  # vividness at which modes are sought: at 0 nearly every region's first is gray
_MOST = 8  # candidates of one region
_FATIGUE = 0.8  # by which each further candidate of one region counts less
_ALIKE = 0.15  # Hellinger distance below which regions are taken for parts of one thing


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

    The automatic regions, those of which the network says the same put together, give their most
    probable other colours; first come those with the largest area times probability. The list for
    a larger `count` begins with the list for a smaller one.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    count : int
        How many are wanted; a photo may have fewer.

    Returns
    -------
    list of Candidate

    Raises
    ------
    NoDistribution
        If the colorizer knows of one colour only.
    """
    masks = _parts(prediction)
    light = coarse_plane(prediction.lightness, prediction.grid)
    found = [
        (math.sqrt(float(mask.mean()) * share) * _FATIGUE**place, ab, share, mask)
        for mask, colours in zip(masks, other_colours(prediction, masks), strict=True)
        for place, (ab, share) in enumerate(colours)
    ]
    found.sort(key=lambda candidate: candidate[0], reverse=True)
    return [
        _candidate(index, ab, share, mask, float(pool(light[None], mask)))
        for index, (_, ab, share, mask) in enumerate(found[:count])
    ]


def region_candidates(prediction: Prediction, mask: Tensor, count: int) -> list[Candidate]:
    """Colours of one region: the automatic one first, then the others, likeliest first.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    mask : Tensor
        (h, w) the region on the prediction's grid, 0..1, not empty.
    count : int
        How many are wanted, with the automatic one; a region may have fewer.

    Returns
    -------
    list of Candidate

    Raises
    ------
    NoDistribution
        If the colorizer knows of one colour only.
    """
    distribution = prediction.distribution()
    settled = pool(prediction.decode(_LOOK), mask)
    near = (distribution.bins.centers - settled).norm(dim=1) <= _REACH
    share = float(pool(distribution.probability(), mask)[near].sum())
    colours = [((float(settled[0]), float(settled[1])), share)]
    colours += other_colours(prediction, [mask])[0]
    lightness = float(pool(coarse_plane(prediction.lightness, prediction.grid)[None], mask))
    return [
        _candidate(index, ab, share, mask, lightness)
        for index, (ab, share) in enumerate(colours[:count])
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
    distribution = prediction.distribution()
    probability = distribution.probability()
    vivid = distribution.log_distribution(_SEARCH).softmax(0)
    automatic = prediction.decode(_LOOK)
    planes = (probability, vivid, automatic)
    return [_modes(distribution.bins, *(pool(p, mask) for p in planes)) for mask in masks]


def _parts(prediction: Prediction) -> list[Tensor]:
    """Masks of the automatic regions, those of which the network says the same put together."""
    labels = automatic_regions(prediction)
    masks = [coarse_mask(labels == label, prediction.grid) for label in range(labels.max() + 1)]
    if len(masks) == 1:
        return masks
    probability = prediction.distribution().probability()
    # Between square roots of distributions the Euclidean distance is Hellinger's, times sqrt 2.
    roots = torch.stack([pool(probability, mask).sqrt() for mask in masks]).numpy()
    alike = fcluster(linkage(roots, "average"), math.sqrt(2) * _ALIKE, criterion="distance")
    joined: dict[int, Tensor] = {}
    for part, mask in zip(alike.tolist(), masks, strict=True):
        joined[part] = joined[part] + mask if part in joined else mask
    return list(joined.values())


def _modes(
    bins: Bins, pooled: Tensor, sought: Tensor, settled: Tensor
) -> list[tuple[tuple[float, float], float]]:
    """Modes of a region away from its settled colour: (ab, honest probability), likeliest first.

    They are sought in `sought`, a distribution more vivid than the honest one, `pooled`.
    """
    centers = bins.centers
    smooth = bins.smoothing_kernel(_SMOOTHING) @ sought
    smooth = smooth.masked_fill((centers - settled).norm(dim=1) < _APART, 0.0)
    found: list[tuple[tuple[float, float], float]] = []
    while float(smooth.max()) > 0.0 and len(found) < _MOST:
        peak = centers[smooth.argmax()]
        near = (centers - peak).norm(dim=1) <= _REACH
        ab = (sought[near, None] * centers[near]).sum(0) / sought[near].sum().clamp(min=1e-9)
        found.append(((float(ab[0]), float(ab[1])), float(pooled[near].sum())))
        smooth = smooth.masked_fill((centers - peak).norm(dim=1) < _APART, 0.0)
    return sorted(found, key=lambda mode: mode[1], reverse=True)


def _candidate(
    index: int, ab: tuple[float, float], share: float, mask: Tensor, lightness: float
) -> Candidate:
    lab = torch.tensor([lightness, *ab]).view(3, 1, 1)
    red, green, blue = (255 * srgb_from_linear(fit_chroma(lab))).round().int().flatten().tolist()
    return Candidate(index, ab, (red, green, blue), share, color_name(lightness, *ab), mask)

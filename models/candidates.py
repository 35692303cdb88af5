# SPDX-License-Identifier: GPL-3.0-or-later
"""Candidates: plausible other colours for the parts of a photo that are least certain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from torch import Tensor
from torch.nn import functional

from models.color.bins import Bins
from models.color.distinct_names import color_names
from models.color.gamut import chroma_in_gamut, displayable_share, fit_chroma
from models.color.lab import srgb_from_linear
from models.decoding import DecoderSettings
from models.predictions.prediction import Prediction
from models.region import Region, coarse_mask, coarse_plane, found_region
from models.regions import automatic_regions, pool, pools

_SMOOTHING = 8.0  # of a pooled distribution before its modes are sought, ab units
_APART = 22.0  # least distance of two modes of a region, ab units
DISTINCT = 12.0
"""Least distance of two candidates of a region, and of one to its automatic colour, ab units; of
the colours that the region's lightness can show."""
_REACH = 14.0  # bins this near belong to a candidate, ab units
_LOOK = DecoderSettings(temperature=0.6, vividness=0.7)  # stands for "the automatic result"
_SEARCH = 0.5  # vividness at which modes are sought: at 0 nearly every region's first is gray
_MOST = 8  # candidates of one region
_FATIGUE = 0.8  # by which each further candidate of one region counts less
_LEVELS = 21  # of lightness, at which it is known what can be displayed
_ALIKE = 0.15  # Hellinger distance below which regions are taken for parts of one thing

Mode = tuple[tuple[float, float], float]
"""A colour, ab, and its honest probability."""


@dataclass(frozen=True)
class _Named:
    """A colour of a region, ab, its honest probability and its name."""

    ab: tuple[float, float]
    share: float
    name: str


@dataclass(frozen=True, eq=False)
class Candidate:
    """One plausible colour of a region."""

    index: int
    """Its place in the list of the photo's candidates."""
    ab: tuple[float, float]
    """What the region's lightness can show of it."""
    srgb: tuple[int, int, int]
    """At the region's mean lightness, 0..255."""
    probability: float
    """Share of the region's honest distribution, 0..1."""
    name: str
    """Everyday name of the colour; no other of its region has it, the automatic one included."""
    region: Region

    @property
    def mask(self) -> Tensor:
        """(h, w) the region on the prediction's grid, 0..1."""
        return self.region.coarse


def candidates(
    prediction: Prediction, count: int, labels: NDArray[np.integer] | None = None
) -> list[Candidate]:
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
    labels : ndarray, optional
        (H, W) what `automatic_regions` found, if that is known already.

    Returns
    -------
    list of Candidate

    Raises
    ------
    NoDistribution
        If the colorizer knows of one colour only.
    """
    colours = _RegionColours(prediction)
    if labels is None:
        labels = automatic_regions(prediction)
    parts = _parts(colours, labels)
    found = [
        (math.sqrt(float(part.coarse.mean()) * colour.share) * _FATIGUE**place, colour, part)
        for part, known in zip(parts, colours.of([p.coarse for p in parts]), strict=True)
        for place, colour in enumerate(known[1:])
    ]
    found.sort(key=lambda candidate: candidate[0], reverse=True)
    return [
        _candidate(index, colour, part, colours.lightness(part.coarse))
        for index, (_, colour, part) in enumerate(found[:count])
    ]


def region_candidates(prediction: Prediction, region: Region) -> list[Candidate]:
    """Colours of one region: the automatic one first, then the others, likeliest first.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    region : Region
        Of this photo.

    Returns
    -------
    list of Candidate
        Nine at most.

    Raises
    ------
    NoDistribution
        If the colorizer knows of one colour only.
    """
    colours = _RegionColours(prediction)
    lightness = colours.lightness(region.coarse)
    return [
        _candidate(index, colour, region, lightness)
        for index, colour in enumerate(colours.of([region.coarse])[0])
    ]


def other_candidates(prediction: Prediction, regions: Sequence[Region]) -> list[list[Candidate]]:
    """Colours of several regions, apart from their automatic ones.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    regions : sequence of Region
        Of this photo.

    Returns
    -------
    list of list of Candidate
        For each region eight at most, likeliest first.

    Raises
    ------
    NoDistribution
        If the colorizer knows of one colour only.
    """
    colours = _RegionColours(prediction)
    masks = [region.coarse for region in regions]
    return [
        [
            _candidate(index, colour, region, colours.lightness(region.coarse))
            for index, colour in enumerate(known[1:])
        ]
        for region, known in zip(regions, colours.of(masks), strict=True)
    ]


class _RegionColours:
    """What a prediction says of the colours of regions; its distributions are made once."""

    def __init__(self, prediction: Prediction):
        distribution = prediction.distribution()
        self._bins = distribution.bins
        self.probability = distribution.probability()
        self._vivid = distribution.log_distribution(_SEARCH).softmax(0)
        self._light = coarse_plane(prediction.lightness, prediction.grid)
        usual = torch.cat((self._light[None], prediction.decode(_LOOK)))
        self._automatic = chroma_in_gamut(usual)[1:]
        self.grid = prediction.grid

    def of(self, masks: Sequence[Tensor]) -> list[list[_Named]]:
        """Give the colours of regions: the automatic one first, then the others."""
        stack = torch.stack(list(masks))
        planes = (self.probability, self._vivid, self._automatic)
        pooled = zip(*(pools(plane, stack) for plane in planes), strict=True)
        return [
            self._named(mask, _modes(self._bins, displayed, *statistics))
            for mask, displayed, statistics in zip(
                masks, self._displayed(stack), pooled, strict=True
            )
        ]

    def _displayed(self, masks: Tensor) -> Tensor:
        """Give what is left of the bins' colours in the light of each region, (n, Q, 2).

        Where a region is bright or dark, colours far apart look alike.
        """
        level = (self._light * ((_LEVELS - 1) / 100.0)).round().long().clamp(0, _LEVELS - 1)
        light = pools(functional.one_hot(level, _LEVELS).permute(2, 0, 1).float(), masks)
        share = displayable_share(self._bins.centers, torch.linspace(0.0, 100.0, _LEVELS))
        return (light @ share)[..., None] * self._bins.centers

    def _named(self, mask: Tensor, modes: Sequence[Mode]) -> list[_Named]:
        names = color_names(self.lightness(mask), [ab for ab, _ in modes])
        return [_Named(ab, share, name) for (ab, share), name in zip(modes, names, strict=True)]

    def lightness(self, mask: Tensor) -> float:
        """Mean L of a region."""
        return float(pool(self._light[None], mask))


def _parts(colours: _RegionColours, labels: NDArray[np.integer]) -> list[Region]:
    """Parts of a photo: its regions, those of which the network says the same put together."""
    numbers = range(int(labels.max()) + 1)
    masks = [coarse_mask(labels == label, colours.grid) for label in numbers]
    alike = [1]
    if len(masks) > 1:
        # Between square roots of distributions the Euclidean distance is Hellinger's times sqrt 2.
        roots = pools(colours.probability, torch.stack(masks)).sqrt().numpy()
        reach = math.sqrt(2) * _ALIKE
        alike = fcluster(linkage(roots, "average"), reach, criterion="distance").tolist()
    part_of_label = np.asarray(alike)
    return [
        found_region(part_of_label[labels] == part, colours.grid) for part in dict.fromkeys(alike)
    ]


def _modes(
    bins: Bins, centers: Tensor, pooled: Tensor, sought: Tensor, settled: Tensor
) -> list[Mode]:
    """Give the settled colour of a region, then its modes away from it, likeliest first.

    They are sought in `sought`, a distribution more vivid than the honest one, `pooled`, among
    `centers`, the bins' colours in the region's light.
    """
    a, b = settled.tolist()
    beside = (centers - settled).norm(dim=1) <= _REACH
    smooth = bins.smoothing_kernel(_SMOOTHING) @ sought
    smooth = smooth.masked_fill((centers - settled).norm(dim=1) < _APART, 0.0)
    found: list[Mode] = []
    while float(smooth.max()) > 0.0 and len(found) < _MOST:
        peak = centers[smooth.argmax()]
        near = (centers - peak).norm(dim=1) <= _REACH
        ab = (sought[near, None] * centers[near]).sum(0) / sought[near].sum().clamp(min=1e-9)
        known = [settled, *(torch.tensor(other) for other, _ in found)]
        if all(float((ab - other).norm()) >= DISTINCT for other in known):
            found.append(((float(ab[0]), float(ab[1])), float(pooled[near].sum())))
        smooth = smooth.masked_fill((centers - peak).norm(dim=1) < _APART, 0.0)
    found.sort(key=lambda mode: mode[1], reverse=True)
    return [((a, b), float(pooled[beside].sum())), *found]


def _candidate(index: int, colour: _Named, region: Region, lightness: float) -> Candidate:
    lab = torch.tensor([lightness, *colour.ab]).view(3, 1, 1)
    red, green, blue = (255 * srgb_from_linear(fit_chroma(lab))).round().int().flatten().tolist()
    return Candidate(index, colour.ab, (red, green, blue), colour.share, colour.name, region)

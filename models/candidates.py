# SPDX-License-Identifier: GPL-3.0-or-later
"""Candidates: plausible other colours for the parts of a photo that are least certain."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from models.parts import parts_of
from models.predictions.content_map import ContentMap
from models.predictions.prediction import Prediction
from models.regions.automatic import automatic_regions
from models.regions.colours import RegionColour, RegionColours
from models.regions.region import Region, found_region

_FATIGUE = 0.8  # by which each further candidate of one region counts less


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
    prediction: Prediction,
    count: int,
    labels: NDArray[np.integer] | None = None,
    contents: ContentMap | None = None,
) -> list[Candidate]:
    """Candidates for the least certain parts of a photo, none of them the automatic colour.

    The automatic regions, those that are alike put together, give their most probable other
    colours; first come those with the largest area times probability. The list for a larger
    `count` begins with the list for a smaller one.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    count : int
        How many are wanted; a photo may have fewer.
    labels : ndarray, optional
        (H, W) what `automatic_regions` found, if that is known already.
    contents : ContentMap, optional
        What the photo shows; with it the parts are more often those that people would name.

    Returns
    -------
    list of Candidate

    Raises
    ------
    NoDistribution
        If the colorizer knows of one colour only.
    """
    colours = RegionColours(prediction)
    if labels is None:
        labels = automatic_regions(prediction)
    parts = [
        found_region(np.isin(labels, part), prediction.grid)
        for part in parts_of(colours, labels, contents)
    ]
    found = [
        (math.sqrt(float(part.coarse.mean()) * colour.probability) * _FATIGUE**place, colour, part)
        for part, known in zip(parts, colours.of([p.coarse for p in parts]), strict=True)
        for place, colour in enumerate(known[1:])
    ]
    found.sort(key=lambda candidate: candidate[0], reverse=True)
    return [
        _candidate(index, colour, part) for index, (_, colour, part) in enumerate(found[:count])
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
    known = RegionColours(prediction).of([region.coarse])[0]
    return [_candidate(index, colour, region) for index, colour in enumerate(known)]


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
    colours = RegionColours(prediction).of([region.coarse for region in regions])
    return [
        [_candidate(index, colour, region) for index, colour in enumerate(known[1:])]
        for region, known in zip(regions, colours, strict=True)
    ]


def _candidate(index: int, colour: RegionColour, region: Region) -> Candidate:
    return Candidate(index, colour.ab, colour.srgb, colour.probability, colour.name, region)

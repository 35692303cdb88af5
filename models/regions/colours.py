# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours of a region: what its distribution holds besides the automatic one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from models.coarse_grid import coarse_plane, pool, pools
from models.color.distinct_names import color_names
from models.color.gamut import chroma_in_gamut, displayable_share, fit_chroma
from models.color.lab import srgb_from_linear
from models.predictions.prediction import Prediction

_SMOOTHING = 8.0  # of a pooled distribution before its modes are sought, ab units
_APART = 22.0  # least distance of two modes of a region, ab units
DISTINCT = 12.0
"""Least distance of two colours of a region, ab units; of what its lightness can show of them."""
_REACH = 14.0  # bins this near belong to a mode, ab units
_SEARCH = 0.5  # vividness at which modes are sought: at 0 nearly every region's first is gray
_MOST = 8  # colours of one region beside the automatic one
_LEVELS = 21  # of lightness, at which it is known what can be displayed

_Mode = tuple[tuple[float, float], float]  # a colour, ab, and its honest probability


@dataclass(frozen=True)
class RegionColour:
    """One colour of a region."""

    ab: tuple[float, float]
    """What the region's lightness can show of it."""
    srgb: tuple[int, int, int]
    """At the region's mean lightness, 0..255."""
    probability: float
    """Share of the region's honest distribution, 0..1."""
    name: str
    """Everyday name; no other colour of the region has it."""


class RegionColours:
    """What a prediction says of the colours of regions; its distributions are made once.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.

    Raises
    ------
    NoDistribution
        If the colorizer knows of one colour only.
    """

    def __init__(self, prediction: Prediction):
        distribution = prediction.distribution()
        self._centers = distribution.bins.centers
        self._smoothing = distribution.bins.smoothing_kernel(_SMOOTHING)
        self.probability = distribution.probability()
        self._vivid = distribution.log_distribution(_SEARCH).softmax(0)
        self.light = coarse_plane(prediction.lightness, prediction.grid)
        automatic = torch.cat((self.light[None], prediction.decode(prediction.usual)))
        self._automatic = chroma_in_gamut(automatic)[1:]
        self.grid = prediction.grid

    def of(self, masks: Sequence[Tensor]) -> list[list[RegionColour]]:
        """Colours of several regions.

        Parameters
        ----------
        masks : sequence of Tensor
            (h, w) on the prediction's grid, 0..1, none of them empty.

        Returns
        -------
        list of list of RegionColour
            For each region nine at most: the automatic colour first, then the others, likeliest
            first.
        """
        stack = torch.stack(list(masks))
        planes = (self.probability, self._vivid, self._automatic)
        pooled = zip(*(pools(plane, stack) for plane in planes), strict=True)
        return [
            self._named(mask, _modes(self._smoothing, displayed, *statistics))
            for mask, displayed, statistics in zip(
                masks, self._displayed(stack), pooled, strict=True
            )
        ]

    def _displayed(self, masks: Tensor) -> Tensor:
        """Give what is left of the bins' colours in the light of each region, (n, Q, 2).

        Where a region is bright or dark, colours far apart look alike.
        """
        level = (self.light * ((_LEVELS - 1) / 100.0)).round().long().clamp(0, _LEVELS - 1)
        light = pools(functional.one_hot(level, _LEVELS).permute(2, 0, 1).float(), masks)
        share = displayable_share(self._centers, torch.linspace(0.0, 100.0, _LEVELS))
        return (light @ share)[..., None] * self._centers

    def _named(self, mask: Tensor, modes: Sequence[_Mode]) -> list[RegionColour]:
        lightness = float(pool(self.light[None], mask))
        colours = [ab for ab, _ in modes]
        names = color_names(lightness, colours)
        return [
            RegionColour(ab, srgb, share, name)
            for (ab, share), srgb, name in zip(modes, _srgb(lightness, colours), names, strict=True)
        ]


def _modes(
    smoothing: Tensor, centers: Tensor, pooled: Tensor, sought: Tensor, settled: Tensor
) -> list[_Mode]:
    """Give the settled colour of a region, then its modes away from it, likeliest first.

    They are sought in `sought`, a distribution more vivid than the honest one, `pooled`, among
    `centers`, the bins' colours in the region's light.
    """
    smooth = smoothing @ sought
    smooth = smooth.masked_fill((centers - settled).norm(dim=1) < _APART, 0.0)
    found = [settled]
    while float(smooth.max()) > 0.0 and len(found) <= _MOST:
        peak = centers[smooth.argmax()]
        near = (centers - peak).norm(dim=1) <= _REACH
        ab = (sought[near, None] * centers[near]).sum(0) / sought[near].sum().clamp(min=1e-9)
        if all(float((ab - other).norm()) >= DISTINCT for other in found):
            found.append(ab)
        smooth = smooth.masked_fill((centers - peak).norm(dim=1) < _APART, 0.0)
    # A bin counts for the nearest colour alone, so that all shares together are 1 at most.
    distance, nearest = torch.cdist(centers, torch.stack(found)).min(dim=1)
    within = torch.where(distance <= _REACH, pooled, 0.0)
    shares = torch.zeros(len(found)).index_add(0, nearest, within).tolist()
    first, *others = (
        ((a, b), share) for (a, b), share in zip(torch.stack(found).tolist(), shares, strict=True)
    )
    return [first, *sorted(others, key=lambda mode: mode[1], reverse=True)]


def _srgb(lightness: float, colours: Sequence[tuple[float, float]]) -> list[tuple[int, int, int]]:
    lab = torch.tensor([(lightness, *ab) for ab in colours]).T[:, None]
    coded = (255 * srgb_from_linear(fit_chroma(lab))).round().int()
    return [(red, green, blue) for red, green, blue in coded[:, 0].T.tolist()]

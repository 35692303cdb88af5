# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a region gets its true colour: at once, or as one of a few pictures to choose from."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.candidates import Candidate, other_candidates
from models.evaluation.answer import Answer
from models.evaluation.figure import MeanFigure
from models.regions.region import found_region

_NEAR = 15.0  # ab units
_MOST = 8


class RegionHits(MeanFigure):
    """Regions for which the nearest of some pictures has the true colour.

    Parameters
    ----------
    pictures : int
        How many there are to choose from, 1..8: the automatic one and one less candidates.
    """

    digits = 1

    def __init__(self, pictures: int):
        self._pictures = pictures
        self.above_gray = pictures == 1
        if pictures == 1:
            self.key = "regions"
            self.title = "regions %"
            self.protocol = (
                "regions of Felzenszwalb's segmentation of the gray photo (scale 200, sigma 1, at "
                "least 1 % of the photo) whose mean ab lies within 15 of their true mean ab"
            )
        else:
            self.key = f"regions_best_of_{pictures}"
            self.title = f"best of {pictures} %"
            self.protocol = (
                f"the same for the nearest of {pictures} colours to choose from: the automatic "
                "one, then the candidates of the region in their order"
            )

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Hits and regions; nothing where there are no candidates to choose from."""
        if self._pictures > 1 and answer.distribution is None:
            return np.zeros(2)
        nearest = region_errors(answer)[:, : self._pictures].min(dim=1).values
        return np.array([100.0 * float((nearest <= _NEAR).sum()), len(nearest)])


@lru_cache(maxsize=1)
def region_errors(answer: Answer) -> Tensor:
    """Distances of the colours offered for each region to its true colour.

    Parameters
    ----------
    answer : Answer
        A colouring.

    Returns
    -------
    Tensor
        (regions, 8) ab units: the automatic colour, then the candidates; infinite where there are
        no more of them.
    """
    true_means, means = (_means(ab, answer) for ab in (answer.truth.ab, answer.ab))
    errors = torch.full((len(true_means), _MOST), torch.inf)
    errors[:, 0] = (means - true_means).norm(dim=1)
    for row, truth, offered in zip(errors, true_means, region_candidates(answer), strict=False):
        for place, candidate in enumerate(offered[: _MOST - 1], start=1):
            row[place] = (torch.tensor(candidate.ab) - truth).norm()
    return errors


@lru_cache(maxsize=1)
def region_candidates(answer: Answer) -> list[list[Candidate]]:
    """Candidates for each region of `Truth.regions`; nothing where there is no distribution."""
    prediction = answer.prediction
    if prediction is None or answer.distribution is None:
        return []
    labels = answer.truth.regions
    regions = [found_region(labels == label, prediction.grid) for label in range(labels.max() + 1)]
    # The prediction's own decoder says what is automatic, as it does for the artist.
    return other_candidates(prediction, regions)


def _means(ab: Tensor, answer: Answer) -> Tensor:
    """Mean ab of each region, (regions, 2)."""
    labels = torch.from_numpy(answer.truth.regions).flatten()
    area = torch.bincount(labels)
    sums = [torch.bincount(labels, plane.flatten().double()) for plane in ab]
    return (torch.stack(sums, dim=1) / area[:, None]).float()

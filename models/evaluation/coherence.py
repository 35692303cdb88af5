# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether alternatives are as calm as the automatic picture: no speckle within a region."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.alternatives import alternative_colours, even_colours
from models.candidates import Candidate
from models.decoding import DecoderSettings
from models.evaluation.answer import Answer
from models.evaluation.figure import MeanFigure
from models.evaluation.region_hits import region_candidates
from models.photos import ColorPhoto
from models.predictions.prediction import Prediction
from models.recomposition import Recomposition

PHOTOS = 32
"""No more photos than these are looked at: every alternative is a picture to compute."""
_LEAST_SHARE = 0.1  # of the photo, of a region
_OFFERED = 4  # candidates of a region
_MORE = 1.2  # times the variation of the automatic picture is still calm


class CalmAlternatives(MeanFigure):
    """Share of alternatives that are as calm as the automatic picture.

    Parameters
    ----------
    photos : collection of ColorPhoto
        Those that are looked at.
    """

    key = "calm_alternatives"
    title = "calm alternatives %"
    protocol = (
        f"alternatives, the first {_OFFERED} candidates of each of those regions that take at "
        f"least {100 * _LEAST_SHARE:.0f} % of the photo, within whose region the total variation "
        f"of ab is at most {_MORE:g} times that of the automatic answer, or of the one colour laid "
        "on evenly, which shows less where the region is darker; at the size of the answer, before "
        f"it is rounded to 8 bits; at most {PHOTOS} photos, spread evenly"
    )
    digits = 1

    def __init__(self, photos: Collection[ColorPhoto]):
        self._photos = frozenset(photos)

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Calm alternatives and all; nothing where there are none or the photo is not one."""
        if answer.truth.file not in self._photos or answer.prediction is None:
            return np.zeros(2)
        assert answer.settings is not None  # whatever has a prediction was decoded
        share = np.bincount(answer.truth.regions.ravel()) / answer.truth.regions.size
        found = [
            candidate
            for part, offered in zip(share, region_candidates(answer), strict=False)
            if part >= _LEAST_SHARE
            for candidate in offered[:_OFFERED]
        ]
        after, *bounds = unrest(answer.prediction, answer.truth.gray, found, answer.settings).T
        calm = after <= _MORE * np.maximum(*bounds)
        return np.array([100.0 * float(calm.sum()), len(found)])


def unrest(
    prediction: Prediction,
    gray: NDArray,
    candidates: list[Candidate],
    settings: DecoderSettings,
) -> NDArray[np.float64]:
    """Total variation of ab within the regions of alternatives, and what it may be there.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    gray : ndarray
        (H, W) the photo or a smaller copy of it.
    candidates : list of Candidate
        Of this prediction.
    settings : DecoderSettings
        How to decode both.

    Returns
    -------
    ndarray
        (n, 3) mean step of ab between neighbouring pixels that both lie wholly in the region, ab
        units: of the alternative, of the automatic picture, of the candidate laid on evenly.
        Without such pixels all are 0.
    """
    automatic = prediction.decode(settings)
    automatic_ab = _ab(Recomposition(gray, automatic))
    rows = []
    for region, its_candidates in groupby(candidates, key=lambda candidate: candidate.region):
        mask = np.concatenate(list(region.mask(gray).strips()))
        inside = torch.from_numpy(mask == 255)
        before = total_variation(automatic_ab, inside)
        for candidate in its_candidates:
            # Wholly in the region the colours of an alternative are these and no others.
            colours = alternative_colours(prediction, candidate, settings, automatic)
            even = even_colours(prediction, candidate, settings)
            after, lit = (
                total_variation(_ab(Recomposition(gray, coarse)), inside)
                for coarse in (colours, even)
            )
            rows.append([after, before, lit])
    return np.array(rows).reshape(-1, 3)


def total_variation(ab: Tensor, inside: Tensor) -> float:
    """Mean step between neighbours.

    Parameters
    ----------
    ab : Tensor
        (2, H, W).
    inside : Tensor
        (H, W) bool; only pairs of pixels that are both inside count.

    Returns
    -------
    float
        Euclidean, ab units; 0 where there is no pair.
    """
    total, pairs = 0.0, 0
    for plane, within in ((ab, inside), (ab.transpose(1, 2), inside.T)):
        both = within[:, 1:] & within[:, :-1]
        total += float((plane[..., 1:] - plane[..., :-1]).norm(dim=0)[both].sum())
        pairs += int(both.sum())
    return total / max(1, pairs)


def _ab(picture: Recomposition) -> Tensor:
    return torch.from_numpy(np.concatenate(list(picture.ab_strips()))).permute(2, 0, 1)

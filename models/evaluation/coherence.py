# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether alternatives are as calm as the automatic picture: no speckle within a region."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.candidates import Candidate
from models.decoding import DecoderSettings
from models.predictions.prediction import Prediction
from models.recomposition import Recomposition, alternative, automatic


def unrest(
    prediction: Prediction,
    gray: NDArray,
    candidates: list[Candidate],
    settings: DecoderSettings,
) -> NDArray[np.float64]:
    """Total variation of ab within the regions of alternatives, and of the automatic picture there.

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
        (n, 2) mean step of ab between neighbouring pixels that both lie wholly in the region, ab
        units: of the alternative, of the automatic picture. Without such pixels both are 0.
    """
    before = _ab(automatic(prediction, gray, settings))
    rows = []
    for candidate in candidates:
        inside = np.concatenate(list(candidate.region.mask(gray).strips())) == 255
        after = _ab(alternative(prediction, gray, candidate, settings))
        rows.append([total_variation(ab, torch.from_numpy(inside)) for ab in (after, before)])
    return np.array(rows).reshape(-1, 2)


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

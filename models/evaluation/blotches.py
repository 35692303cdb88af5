# SPDX-License-Identifier: GPL-3.0-or-later
"""Blotches: changes of colour where the photo itself shows no edge."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.evaluation.answer import Answer
from models.evaluation.figure import MeanFigure

_CELL = 4  # pixels; blotches are larger, grain and JPEG blocks of colour mostly are not
_EXPLAINED = 2.0  # ab units that a step of one L unit explains


class Blotches(MeanFigure):
    """Share of the total variation of ab that edges of L do not explain."""

    key = "blotches"
    title = "blotches %"
    protocol = (
        "ab and L averaged over 4 x 4 pixels; between neighbouring cells the step of ab (Euclidean)"
        " counts as explained up to twice the largest step of L within one cell of them; the rest "
        "is a blotch; share of the sum of all steps, photos pooled. The ground truth has some too"
    )
    digits = 1

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Unexplained and whole variation."""
        unexplained, whole = variation(answer.ab, answer.truth.light)
        return np.array([100.0 * unexplained, whole])


def variation(ab: Tensor, light: Tensor) -> tuple[float, float]:
    """Total variation of colours: the part without an edge of lightness, and all of it.

    Parameters
    ----------
    ab : Tensor
        (2, H, W).
    light : Tensor
        (H, W) CIE L.

    Returns
    -------
    unexplained, whole : float
        Sums over pairs of neighbouring cells, ab units; both 0 if the photo has a single cell.
    """
    cells = functional.avg_pool2d(torch.cat((light[None], ab))[None], _CELL, ceil_mode=True)
    unexplained = whole = 0.0
    for plane in (cells, cells.transpose(2, 3)):
        if plane.shape[3] < 2:
            continue
        step = plane[..., 1:] - plane[..., :-1]  # (1, 3, h, w - 1)
        edge = functional.max_pool2d(step[:, :1].abs(), 3, stride=1, padding=1)[:, 0]
        colour = step[:, 1:].norm(dim=1)
        unexplained += float((colour - _EXPLAINED * edge).clamp(min=0.0).sum())
        whole += float(colour.sum())
    return unexplained, whole

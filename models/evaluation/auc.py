# SPDX-License-Identifier: GPL-3.0-or-later
"""Area under the cumulative mass function of the ab error, raw and class-rebalanced.

Protocol: the error is the Euclidean distance in ab of every pixel; its cumulative share is swept
over thresholds 0..150 and the area is given in percent. The rebalanced figure weighs each pixel by
the reciprocal smoothed ImageNet probability (lambda = 0, sigma = 5) of its true bin. All pixels of
all photos are pooled.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, section 4.1 of
   arXiv:1603.08511v1.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.evaluation.answer import Answer
from models.evaluation.balance import pixel_weights
from models.evaluation.figure import MeanFigure

LARGEST_DISTANCE = 150


def area(distance: Tensor) -> Tensor:
    """Share of the sweep over thresholds that lies beyond each error, 0..1.

    It is the area under a step that rises at that error; the curve is the mean of such steps.
    """
    return (1.0 - distance.double() / LARGEST_DISTANCE).clamp(min=0.0)


class RawAuc(MeanFigure):
    """AuC over all pixels alike."""

    key = "auc_raw"
    title = "AuC raw %"
    protocol = (
        "area under the share of pixels whose ab error is at most d, d = 0..150, all pixels of "
        "all photos pooled (Zhang et al., arXiv v1, section 4.1)"
    )
    above_gray = True

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Area and pixels."""
        return np.array([100.0 * float(area(answer.distance).sum()), answer.distance.numel()])


class RebalancedAuc(MeanFigure):
    """AuC with rare colours weighing more."""

    key = "auc_rebalanced"
    title = "AuC rebalanced %"
    protocol = (
        "the same with each pixel weighed by the reciprocal ImageNet probability of its true bin, "
        "smoothed with sigma 5 (eq. 6, lambda = 0)"
    )
    above_gray = True

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Weighted area and weight."""
        weights = answer.truth.weights
        weighted = float((area(answer.distance) * weights).sum())
        return np.array([100.0 * weighted, float(weights.sum())])


class AreaUnderCurve:
    """Both figures, collected photo by photo."""

    def __init__(self) -> None:
        self._area = 0.0
        self._mass = 0.0
        self._weighted_area = 0.0
        self._weighted_mass = 0.0

    def add(self, predicted: Tensor, truth: Tensor) -> None:
        """Add one photo.

        Parameters
        ----------
        predicted, truth : Tensor
            (2, H, W) ab.
        """
        share = area((predicted - truth).double().square().sum(0).sqrt())
        weight = pixel_weights(truth)
        self._area += float(share.sum())
        self._mass += share.numel()
        self._weighted_area += float((share * weight).sum())
        self._weighted_mass += float(weight.sum())

    @property
    def raw(self) -> float:
        """AuC in percent."""
        return 100.0 * self._area / max(self._mass, 1.0)

    @property
    def rebalanced(self) -> float:
        """Class-rebalanced AuC in percent."""
        return 100.0 * self._weighted_area / max(self._weighted_mass, 1e-12)


def error_histogram(answer: Answer) -> NDArray[np.float64]:
    """Pixels of one photo by their ab error.

    Parameters
    ----------
    answer : Answer
        A colouring.

    Returns
    -------
    ndarray
        (2, 152): plain and class-balancing weight of the pixels whose error lies in (d - 1, d],
        for d = 0..150, and beyond. Their cumulative shares are the two CMF curves.
    """
    step = answer.distance.ceil().long().flatten().clamp(max=LARGEST_DISTANCE + 1)
    weights = torch.stack((torch.ones_like(answer.truth.weights), answer.truth.weights))
    return np.stack(
        [torch.bincount(step, row.flatten(), LARGEST_DISTANCE + 2).numpy() for row in weights]
    )

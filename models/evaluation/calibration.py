# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether probabilities mean what they say: what is called 70 % should be right 70 % of the time.

For every cell of the prediction's grid the honest distribution (v = 0) makes one claim: "the colour
lies within 10 ab units of this bin", for the bin around which most probability lies, and with that
probability. The claim is right if the bin nearest to the cell's true mean ab lies within those 10
units. So both sides speak of the same set of bins, and the width of a bin cannot flatter.

References
----------
.. [1] C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.color.bins import Bins
from models.evaluation.answer import Answer
from models.evaluation.figure import Figure, ratio
from models.predictions.distribution import DistributionPrediction

STEPS = 10
"""Classes of claimed probability, each 0.1 wide."""
_REACH = 10.0  # ab units


class CalibrationError(Figure):
    """Expected calibration error."""

    key = "calibration_error"
    title = "ECE"
    protocol = (
        "expected calibration error: for every cell of the prediction the honest probability that "
        "the colour lies within 10 ab of the likeliest bin (in that sense), against how often the "
        "bin of the true mean colour does; ten classes of probability, cells of all photos pooled"
    )
    digits = 3

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Flattened `reliability`; nothing where there is no distribution."""
        if answer.distribution is None:
            return np.zeros(3 * STEPS)
        return reliability(answer.distribution, answer.truth.ab).flatten()

    def value(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean distance between claim and truth."""
        cells, claimed, right = np.split(totals, 3, axis=-1)
        return ratio(np.abs(claimed - right).sum(-1), cells.sum(-1))


def reliability(prediction: DistributionPrediction, true_ab: Tensor) -> NDArray[np.float64]:
    """Sort the claims about one photo by their probability.

    Parameters
    ----------
    prediction : DistributionPrediction
        Of the photo.
    true_ab : Tensor
        (2, H, W).

    Returns
    -------
    ndarray
        (3, 10) for each class of probability: cells, sum of the claimed probabilities, cells for
        which the claim is right.
    """
    near = _near(prediction.bins)
    cells = functional.adaptive_avg_pool2d(true_ab[None], prediction.grid)[0]
    truth = prediction.bins.nearest(cells.flatten(1).T)
    claimed, bin_ = (near @ prediction.probability().flatten(1)).max(0)
    right = near[bin_, truth]
    step = (claimed * STEPS).long().clamp(0, STEPS - 1)
    return np.stack(
        [
            torch.bincount(step, weight.double(), STEPS).numpy()
            for weight in (torch.ones_like(claimed), claimed.clamp(max=1.0), right)
        ]
    )


def _near(bins: Bins) -> Tensor:
    """(Q, Q) 1 where two bins are at most 10 units apart."""
    return (torch.cdist(bins.centers, bins.centers) <= _REACH + 1e-3).float()

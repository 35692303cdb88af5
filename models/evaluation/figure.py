# SPDX-License-Identifier: GPL-3.0-or-later
"""What a figure of quality is, and how sure one can be of it.

Every figure is a function of sums over photos: each photo gives a few statistics (for a mean, the
value and a 1; for a pooled share, numerator and denominator), and the figure is computed from their
totals. So a bootstrap over photos costs nothing but sums.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.evaluation.answer import Answer

_RESAMPLES = 1000
_SEED = 20160328
_TAIL = 2.5  # percent of the draws beyond each end of an interval


class Figure(ABC):
    """One figure of the table."""

    key: str
    """Its name in the JSON report."""
    title: str
    """Head of its column."""
    protocol: str
    """A sentence that defines it."""
    digits: int = 2
    """Decimals that are shown."""
    above_gray: bool = False
    """Whether the difference to the baseline `gray` is a column too."""

    @abstractmethod
    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Return what one photo adds: (k,), all zero where the figure does not apply."""

    @abstractmethod
    def value(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the figure from sums over photos.

        Parameters
        ----------
        totals : ndarray
            (..., k).

        Returns
        -------
        ndarray
            (...); NaN where nothing was measured.
        """


class MeanFigure(Figure):
    """A figure that is a ratio of two sums, for a mean the second one counts."""

    def value(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Numerator over denominator."""
        return ratio(totals[..., 0], totals[..., 1])


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float | None
    high: float | None
    """Ends of the interval; None where too many draws leave the figure undefined to know them."""


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quotient, NaN where the divisor is zero."""
    quotient = np.full(np.shape(above), np.nan)
    return np.divide(above, below, out=quotient, where=np.asarray(below) != 0)


def estimate(
    figure: Figure, rows: NDArray[np.float64], reference: NDArray[np.float64] | None = None
) -> Estimate | None:
    """Compute a figure and its bootstrap interval.

    Parameters
    ----------
    figure : Figure
        Which one.
    rows : ndarray
        (N, k) statistics of the photos.
    reference : ndarray, optional
        (N, k) statistics of the same photos in another colouring; then the difference to it is
        estimated, with the same photos drawn for both.

    Returns
    -------
    Estimate or None
        The 2.5 and 97.5 percentiles over 1000 draws of N photos with replacement (fixed seed);
        without an interval where the figure is not defined for more than 2.5 % of them.
        None if nothing was measured.
    """
    count = len(rows)
    draws = np.random.default_rng(_SEED).multinomial(
        count, np.full(count, 1.0 / count), size=_RESAMPLES
    )
    weights: NDArray[np.float64] = np.vstack((np.ones(count), draws)).astype(np.float64)
    values = figure.value(weights @ rows)
    if reference is not None:
        values = values - figure.value(weights @ reference)
    if not np.isfinite(values[0]):
        return None
    drawn = values[1:][np.isfinite(values[1:])]
    if len(drawn) < (1.0 - _TAIL / 100.0) * _RESAMPLES:
        return Estimate(float(values[0]), None, None)
    low, high = np.percentile(drawn, (_TAIL, 100.0 - _TAIL))
    return Estimate(float(values[0]), float(low), float(high))

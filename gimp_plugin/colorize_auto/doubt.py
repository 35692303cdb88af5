# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the colorizer is unsure, in comparison with the rest of the photo.

How high a confidence is depends on the colorizer's palette, so no single number means "unsure".
What helps an artist is the order: the least sure places of this photo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# The border of a selection is this share of the photo wide, half on either side of the limit.
_BORDER = 0.04
# A map begins to show a little above the limit, and is full in the deepest doubt.
_BEGINS = 1.3
_FULL = 0.25
_LEAST_RAMP = 1e-4


# From confidence and the share of the photo that counts as unsure to a ramp.
Limits = Callable[[Sequence[float], float], "Ramp"]


@dataclass(frozen=True)
class Ramp:
    """Confidence to doubt: 1 up to `deep`, 0 from `clear` on, straight between them.

    Attributes
    ----------
    deep, clear : float
        Confidence, 0..1; `clear` is the larger.
    even: bool
        Whether the texture of the photo is to be smoothed out of the map first.
    """

    deep: float
    clear: float
    even: bool = False


def shown(confidence: Sequence[float], share: float) -> Ramp:
    """Give the ramp of a map that lets the artist see doubt grow.

    Parameters
    ----------
    confidence : sequence of float
        Of the photo, or of a small copy.
    share : float
        How much of the photo counts as unsure, above 0 to 1.
    """
    values = sorted(confidence)
    return _ramp(_quantile(values, _FULL * share), _quantile(values, _BEGINS * share))


def selected(confidence: Sequence[float], share: float) -> Ramp:
    """Give the ramp of a selection: few regions without specks, their border a little soft.

    Parameters
    ----------
    confidence, share
        As for `shown`.
    """
    values = sorted(confidence)
    half = min(_BORDER, share) / 2
    return _ramp(_quantile(values, share - half), _quantile(values, share + half), even=True)


def _ramp(deep: float, clear: float, even: bool = False) -> Ramp:
    return Ramp(deep, max(clear, deep + _LEAST_RAMP), even)


def _quantile(values: Sequence[float], share: float) -> float:
    return values[round(min(max(share, 0.0), 1.0) * (len(values) - 1))]

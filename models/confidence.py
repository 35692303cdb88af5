# SPDX-License-Identifier: GPL-3.0-or-later
"""Confidence: where a network is sure of its colours, and where it guesses.

References
----------
.. [1] V. Billaut, M. de Rochemonteix, M. Thibault, "ColorUNet: A convolutional classification
   approach to colorization", 2018, section 4.2.2 and figure 7.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from models.color.gray import lightness
from models.color.upsampling import GuidedUpsampling
from models.errors import BadParameter, NoDistribution
from models.guide import guide_of
from models.predictions.prediction import Prediction

MEASURES = ("top", "ratio")
"""``top``: the probability of the likeliest bin. ``ratio``: how far it surpasses the second."""


def confidence(prediction: Prediction, measure: str = "top") -> Tensor:
    """How sure the network is, on the prediction's grid.

    Both measures are those of the paper, taken of the honest distribution (v = 0), so that a
    probability of 0.3 is one. The finer the palette, the lower they are: of 313 bins several stand
    for what is one colour to the eye. So they compare the places of a photo, not colorizers.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    measure : str
        One of `MEASURES`. The ratio p1 / p2 of the paper, which is without bound, is given as
        1 - p2 / p1: 0 where two colours are equally likely, 0.5 where the first is twice as
        likely, towards 1 where there is but one.

    Returns
    -------
    Tensor
        (h, w) float32, 0..1.

    Raises
    ------
    NoDistribution
        If the colorizer does not say how probable its colours are.
    BadParameter
        If there is no such measure.
    """
    if measure not in MEASURES:
        raise BadParameter(f"measure must be one of {', '.join(MEASURES)}, not {measure!r}.")
    try:
        probability = prediction.distribution().probability()
    except NoDistribution as error:
        raise NoDistribution(
            "This colorizer predicts a single colour for each place: it does not say how sure it "
            "is. Choose another colorizer for that."
        ) from error
    first, second = probability.topk(2, dim=0).values
    return first if measure == "top" else 1.0 - second / first


class ConfidenceMap:
    """Confidence for every pixel of a photo, computed a strip at a time.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    gray : ndarray
        (H, W); a smaller copy of the photo gives a preview. Its edges become those of the map.
    measure : str
        One of `MEASURES`.

    Raises
    ------
    NoDistribution, BadParameter
        See `confidence`.
    """

    def __init__(self, prediction: Prediction, gray: NDArray, measure: str = "top"):
        self._gray = gray
        self.height, self.width = gray.shape
        coarse = confidence(prediction, measure)[None]
        self._upsampling = GuidedUpsampling(coarse, guide_of(gray))

    def strips(self, rows: int = 256) -> Iterator[NDArray[np.float32]]:
        """Yield the map from top to bottom.

        Parameters
        ----------
        rows : int
            Height of a strip; the last may be lower.

        Yields
        ------
        ndarray
            (rows, W) float32, 0..1.
        """
        for top in range(0, self.height, rows):
            light = lightness(self._gray[top : top + rows])
            yield self._upsampling.rows(light, top, self.height)[0].clamp(0.0, 1.0).numpy()

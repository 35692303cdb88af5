# SPDX-License-Identifier: GPL-3.0-or-later
"""What a colorizer had in mind: answers by temperature, and where it saw which colours.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, figures 4 and 14
   of arXiv:1603.08511v1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.color.gamut import fit_chroma
from models.color.lab import srgb_from_linear
from models.decoding import DecoderSettings
from models.predictions.prediction import Prediction
from models.recomposition import automatic

TEMPERATURES = (1.0, 0.77, 0.58, 0.38, 0.29, 0.14, 0.0)
"""As in figure 4, with the steps that the paper's last version takes instead of 1/2 to 1/12."""
_CELL = 20.0  # ab units; bins are put together in squares of this side
_MIDDLE = 65.0  # lightness at which the colour of a square is shown


@dataclass(frozen=True, eq=False)
class ProbabilityMap:
    """Where a photo may have the colours of one square of the ab plane."""

    row: int
    """Place of the square from above: falling b."""
    column: int
    """Place of the square from the left: rising a."""
    srgb: tuple[int, int, int]
    """The square's colour at a middle lightness, 0..255."""
    probability: Tensor
    """(h, w) honest probability, 0..1."""


def temperature_strip(
    prediction: Prediction, gray: NDArray, settings: DecoderSettings
) -> Iterator[tuple[float, NDArray[np.unsignedinteger]]]:
    """Colour a photo at each of `TEMPERATURES`.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    gray : ndarray
        (H, W), the photo or a smaller copy.
    settings : DecoderSettings
        Vividness and saturation are taken from them.

    Yields
    ------
    temperature : float
    picture : ndarray
        (H, W, 3) uint8, sRGB.
    """
    for temperature in TEMPERATURES:
        changed = replace(settings, temperature=temperature)
        yield temperature, automatic(prediction, gray, changed).srgb()


def probability_maps(prediction: Prediction) -> list[ProbabilityMap]:
    """Lay the distribution out on the ab plane, in squares of 20 units.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.

    Returns
    -------
    list of ProbabilityMap
        One for each square that holds a bin; at each place their probabilities sum to 1.

    Raises
    ------
    NoDistribution
        If the colorizer knows of one colour only.
    """
    distribution = prediction.distribution()
    probability = distribution.probability()
    centers = distribution.bins.centers
    places = (centers / _CELL + 0.5).floor().long()
    left, top = int(places[:, 0].min()), int(places[:, 1].max())
    maps = []
    for a, b in sorted(set(map(tuple, places.tolist()))):
        inside = (places == torch.tensor((a, b))).all(dim=1)
        lab = torch.cat((torch.tensor([_MIDDLE]), centers[inside].mean(dim=0))).view(3, 1, 1)
        red, green, blue = (255 * srgb_from_linear(fit_chroma(lab))).round().flatten().tolist()
        colour = (int(red), int(green), int(blue))
        maps.append(ProbabilityMap(top - b, a - left, colour, probability[inside].sum(0)))
    return maps

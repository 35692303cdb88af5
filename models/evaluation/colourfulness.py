# SPDX-License-Identifier: GPL-3.0-or-later
"""Colourfulness of the answers beside that of the originals."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.evaluation.answer import Answer, planes
from models.evaluation.figure import MeanFigure


class Colourfulness(MeanFigure):
    """Mean over the photos."""

    key = "colourfulness"
    title = "colourfulness"
    protocol = "Hasler and Suesstrunk, mean over photos"
    digits = 1

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Colourfulness and 1."""
        return np.array([colourfulness(planes(answer.rgb)), 1.0])


class ColourfulnessDifference(MeanFigure):
    """Whether the answers as a whole are too pale or too loud."""

    key = "colourfulness_difference"
    title = "less the originals'"
    protocol = "difference of the mean colourfulness to that of the originals; 0 is right"
    digits = 1

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Signed difference and 1."""
        return np.array([_difference(answer), 1.0])


class ColourfulnessError(MeanFigure):
    """Whether each photo is as colourful as it was."""

    key = "colourfulness_error"
    title = "colourfulness error"
    protocol = "mean over photos of the absolute difference of colourfulness to the original"
    digits = 1

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Absolute difference and 1."""
        return np.array([abs(_difference(answer)), 1.0])


def _difference(answer: Answer) -> float:
    return colourfulness(planes(answer.rgb)) - colourfulness(planes(answer.truth.rgb))


def colourfulness(rgb: Tensor) -> float:
    """Hasler-Suesstrunk colourfulness.

    Parameters
    ----------
    rgb : Tensor
        (3, H, W), sRGB-coded, 0..1.

    Returns
    -------
    float
        0 for gray; about 40 for an ordinary photo.

    References
    ----------
    .. [1] D. Hasler, S. Suesstrunk, "Measuring colourfulness in natural images", 2003.
    """
    red, green, blue = (255.0 * rgb).double()
    first = red - green
    second = 0.5 * (red + green) - blue
    spread = torch.hypot(first.std(correction=0), second.std(correction=0))
    return float(spread + 0.3 * torch.hypot(first.mean(), second.mean()))

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a colorizer costs: time and size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.evaluation.answer import Answer
from models.evaluation.figure import MeanFigure


class Seconds(MeanFigure):
    """Time that the network takes."""

    key = "seconds"
    title = "s a photo"
    protocol = (
        "mean time from the gray plane to the prediction, at the colorizer's working size, on this "
        "machine with all that it does beside"
    )
    digits = 3

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Seconds and 1."""
        return np.zeros(2) if answer.cost is None else np.array([answer.cost.seconds, 1.0])


class Parameters(MeanFigure):
    """Size of the network."""

    key = "parameters"
    title = "parameters M"
    protocol = "millions of numbers of the network; a file in half precision has two bytes for each"
    digits = 1

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Millions of parameters and 1."""
        if answer.cost is None:
            return np.zeros(2)
        return np.array([answer.cost.parameters / 1e6, 1.0])

# SPDX-License-Identifier: GPL-3.0-or-later
"""What one row of an evaluation gathers photo by photo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.decoding import DecoderSettings
from models.evaluation.answer import Answer
from models.evaluation.figure import Figure, estimate
from models.evaluation.results import Row


@dataclass
class Collected:
    """The statistics of one colouring over all photos so far."""

    settings: DecoderSettings | None = None
    statistics: dict[str, list[NDArray[np.float64]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, answer: Answer, figures: Sequence[Figure]) -> None:
        """Take in one photo."""
        self.settings = answer.settings
        for figure in figures:
            self.statistics[figure.key].append(figure.statistics(answer))

    def row(self, name: str, figures: Sequence[Figure], gray: Collected | None = None) -> Row:
        """Estimate the figures.

        Parameters
        ----------
        name : str
            Of the row.
        figures : sequence of Figure
            Those that were given to `add`.
        gray : Collected, optional
            The baseline; with it the differences to gray are estimated as well.

        Returns
        -------
        Row
        """
        estimates = {}
        for figure in figures:
            own = np.array(self.statistics[figure.key])
            estimates[figure.key] = estimate(figure, own)
            if gray is not None and figure.above_gray:
                reference = np.array(gray.statistics[figure.key])
                estimates[f"{figure.key}_above_gray"] = estimate(figure, own, reference)
        return Row(name, self.settings, estimates)

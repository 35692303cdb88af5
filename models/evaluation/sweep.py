# SPDX-License-Identifier: GPL-3.0-or-later
"""What the decoder's dials do: figures at rising vividness and at falling temperature.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, figure 4 and
   table 1 (with and without rebalancing) of arXiv:1603.08511v1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from models.decoding import DecoderSettings
from models.evaluation.answer import Answer
from models.evaluation.auc import RawAuc, RebalancedAuc
from models.evaluation.collected import Collected
from models.evaluation.colourfulness import Colourfulness
from models.evaluation.results import Row
from models.explanation import TEMPERATURES

PHOTOS = 100
"""Sweeps look at no more photos than these, spread evenly: every step is a picture to compute."""
VIVIDNESS = (0.0, 0.25, 0.5, 0.75, 1.0)
_FIGURES = (RawAuc(), RebalancedAuc(), Colourfulness())


@dataclass(frozen=True)
class Dial:
    """One setting of the decoder and the steps at which it is looked at."""

    name: str
    """As in `DecoderSettings`, and as colorizers declare that it moves them."""
    title: str
    settings: Callable[[DecoderSettings], list[DecoderSettings]]
    """From the shipped settings to those of the steps."""

    def value(self, settings: DecoderSettings) -> float:
        """Where the dial stands."""
        return float(getattr(settings, self.name))


DIALS = (
    Dial(
        "vividness",
        "vividness v, at T = 1",
        lambda _: [DecoderSettings(1.0, vividness) for vividness in VIVIDNESS],
    ),
    Dial(
        "temperature",
        "temperature T, at the shipped vividness",
        lambda shipped: [replace(shipped, temperature=step) for step in TEMPERATURES],
    ),
)


class Sweep:
    """One dial turned from end to end, for one colorizer.

    Parameters
    ----------
    dial : Dial
        The setting.
    shipped : DecoderSettings
        Of the colorizer.
    """

    def __init__(self, dial: Dial, shipped: DecoderSettings):
        self._steps = [(settings, Collected()) for settings in dial.settings(shipped)]
        self._gray = Collected()

    def add(self, answer: Callable[[DecoderSettings], Answer], gray: Answer) -> None:
        """Take in one photo.

        Parameters
        ----------
        answer : callable
            Colours the photo with given settings.
        gray : Answer
            The photo left gray.
        """
        self._gray.add(gray, _FIGURES)
        for settings, collected in self._steps:
            collected.add(answer(settings), _FIGURES)

    def rows(self, name: str) -> Sequence[Row]:
        """Figures of each step, with those above gray."""
        return [collected.row(name, _FIGURES, self._gray) for _, collected in self._steps]

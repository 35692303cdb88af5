# SPDX-License-Identifier: GPL-3.0-or-later
"""The decoder's parameters, by which what the network said of a photo becomes one picture."""

from __future__ import annotations

import math
from collections.abc import Mapping

DECODER = ("temperature", "vividness", "saturation")
"""Their names, as those of the backend's parameters and of the procedures' arguments."""


class Decoding:
    """What has a value of each of the decoder's parameters."""

    temperature: float
    vividness: float
    saturation: float

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters of one picture, as the backend names them."""
        return {name: getattr(self, name) for name in DECODER}


def from_card_to_card(
    values: Mapping[str, float], before: Decoding, after: Decoding
) -> dict[str, float]:
    """Give the parameters for another colorizer than the one that they were meant for.

    Parameters
    ----------
    values : mapping
        One for each of `DECODER`.
    before, after : Decoding
        What the cards of the two recommend.

    Returns
    -------
    dict
        Values that `before` recommends become those that `after` does; the others stay.
    """
    return {
        name: getattr(after, name) if same(values[name], getattr(before, name)) else values[name]
        for name in DECODER
    }


def same(one: float, other: float) -> bool:
    """Whether two values are one and the same; GIMP keeps the last ones as text."""
    return math.isclose(one, other, abs_tol=1e-6)

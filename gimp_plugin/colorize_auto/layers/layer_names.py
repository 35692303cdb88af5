# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of layers, as people read them in the Layers dialog."""

from __future__ import annotations

from backend_words import color_name
from translation import _


def alternative_name(number: int, color: str, probability: float) -> str:
    """Name an alternative, for instance "Alternative 1: orange, 23 %".

    Parameters
    ----------
    number : int
        1 for the most probable.
    color : str
        The candidate's name, as the backend says it.
    probability : float
        0..1
    """
    color = color_name(color)
    percent = round(100 * probability)
    if percent < 1:
        return _("Alternative {number}: {color}, under 1 %").format(number=number, color=color)
    return _("Alternative {number}: {color}, {percent} %").format(
        number=number, color=color, percent=percent
    )

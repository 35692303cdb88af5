# SPDX-License-Identifier: GPL-3.0-or-later
"""Names for colours that stand beside each other: no two are the same.

Colours of one lightness that share an everyday name are told apart by what people see: their hue
("reddish brown"), else how strong they are ("pale brown", "vivid brown"), else both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from models.color.names import color_name

# A colour, the hue angle of Lab at its middle, and what it is called towards smaller and towards
# larger angles.
_HUES = {
    "pink": (12, "purplish pink", "salmon pink"),
    "red": (25, "pinkish red", "orange red"),
    "brown": (60, "reddish brown", "yellowish brown"),
    "tan": (60, "reddish tan", "yellowish tan"),
    "orange": (60, "reddish orange", "yellowish orange"),
    "sand": (87, "golden sand", "greenish sand"),
    "yellow": (87, "golden yellow", "greenish yellow"),
    "olive": (112, "yellowish olive", "greenish olive"),
    "green": (145, "yellowish green", "bluish green"),
    "teal": (192, "greenish teal", "bluish teal"),
    "blue": (252, "greenish blue", "purplish blue"),
    "violet": (302, "bluish violet", "reddish violet"),
    "magenta": (332, "purplish magenta", "pinkish magenta"),
}
_TURN = 22.0  # degrees from the middle of a colour to the middle of such a neighbour
_WEAK, _USUAL, _STRONG = 12.0, 28.0, 50.0  # chroma, of which a strength's word is typical
_GRAYS = {  # ab of which a name is typical
    "gray": (0.0, 0.0),
    "reddish gray": (5.0, 0.0),
    "yellowish gray": (0.0, 5.0),
    "greenish gray": (-5.0, 0.0),
    "bluish gray": (0.0, -5.0),
}
_PALE = 50.0  # lightness below which a weak colour is not called pale
_LONG = 36.0  # what two more words instead of one cost, squared ab units


def color_names(lightness: float, colours: Sequence[tuple[float, float]]) -> list[str]:
    """Name colours of one lightness so that each has a name of its own.

    A colour that shares its everyday name with no other one keeps it.

    Parameters
    ----------
    lightness : float
        CIE L, 0..100.
    colours : sequence of (float, float)
        CIE ab, any two of them at least 12 apart: grays that are nearer may be more than there are
        words. Nine at most.

    Returns
    -------
    list of str
        Such as ``"brown"``, ``"dark greenish blue"`` or ``"vivid red"``; the last word is the
        colour.
    """
    names = [color_name(lightness, *ab) for ab in colours]
    for shared in {name for name in names if names.count(name) > 1}:
        places = [place for place, name in enumerate(names) if name == shared]
        own = _told_apart(shared, lightness, [colours[place] for place in places])
        for place, name in zip(places, own, strict=True):
            names[place] = name
    return names


def _told_apart(shared: str, lightness: float, colours: Sequence[tuple[float, float]]) -> list[str]:
    """Give colours of one everyday name those of its finer names that fit them best together."""
    if shared == "gray":
        finer = list(_GRAYS)
        there = np.asarray(list(_GRAYS.values()))
        misfit = np.square(np.asarray(colours)[:, None] - there).sum(-1)
    else:
        finer, misfit = _by_hue_and_strength(shared, lightness, colours)
    chosen = dict(zip(*linear_sum_assignment(misfit), strict=True))
    return [finer[chosen[place]] for place in range(len(colours))]


def _by_hue_and_strength(
    shared: str, lightness: float, colours: Sequence[tuple[float, float]]
) -> tuple[list[str], NDArray[np.float64]]:
    """Give the finer names of a colour, and how badly each fits, (colours, names)."""
    light, _, colour = shared.rpartition(" ")
    middle, before, after = _HUES[colour]
    a, b = np.asarray(colours).T
    chroma = np.hypot(a, b)
    turn = (np.degrees(np.arctan2(b, a)) - middle + 180.0) % 360.0 - 180.0
    # One scale for all, so that of two names that differ in hue alone each gets the right colour.
    arc = math.radians(float(chroma.mean()))
    finer, misfit = [], []
    for angle, hue in ((-_TURN, before), (0.0, colour), (_TURN, after)):
        for typical, strength in (
            (_WEAK, "pale" if lightness >= _PALE else "muted"),
            (_USUAL, ""),
            (_STRONG, "vivid"),
        ):
            finer.append(" ".join(word for word in (strength, light, hue) if word))
            long = _LONG if angle and strength else 0.0
            misfit.append(np.square(chroma - typical) + np.square(arc * (turn - angle)) + long)
    return finer, np.stack(misfit, 1)

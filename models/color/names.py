# SPDX-License-Identifier: GPL-3.0-or-later
"""Everyday names of colours, for labels that people read."""

from __future__ import annotations

import math

_GRAY = 7.0  # chroma below which a colour is called gray
_HUES = (  # (hue angle in Lab up to which the name holds, name), degrees
    (20, "pink"),
    (48, "red"),
    (72, "orange"),
    (100, "yellow"),
    (125, "olive"),
    (165, "green"),
    (220, "teal"),
    (285, "blue"),
    (320, "violet"),
    (345, "magenta"),
    (360, "pink"),
)


def color_name(lightness: float, a: float, b: float) -> str:
    """Name a colour in a word or two.

    Parameters
    ----------
    lightness : float
        CIE L, 0..100.
    a, b : float
        CIE ab.

    Returns
    -------
    str
        Such as ``"dark blue"`` or ``"brown"``; the last word is the colour.
    """
    chroma = math.hypot(a, b)
    if chroma < _GRAY:
        return "gray"
    hue = math.degrees(math.atan2(b, a)) % 360.0
    name = next(name for limit, name in _HUES if hue <= limit)
    if name == "pink" and lightness < 45.0 and chroma >= 40.0:
        name = "red"
    if name in ("orange", "yellow", "red") and chroma < 40.0:
        if lightness < 60.0:
            return "brown"
        name = {"orange": "tan", "yellow": "sand", "red": "pink"}[name]
    if lightness < 30.0:
        return f"dark {name}"
    if lightness > 75.0:
        return f"light {name}"
    return name

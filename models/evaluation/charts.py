# SPDX-License-Identifier: GPL-3.0-or-later
"""Line charts as SVG, without a plotting library: a few curves, axes and a legend."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 460, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 28, 44
_LEGEND = 16  # height of a line of the legend
# Each differs from the others by 20 or more in Lab.
_COLOURS = (
    "#1f77b4",
    "#d95f02",
    "#7570b3",
    "#1b9e77",
    "#e7298a",
    "#8c6d31",
    "#555555",
    "#17becf",
    "#8b0000",
    "#9acd32",
    "#e0a800",
    "#0b2f8a",
)
_TURN = (math.sqrt(5.0) - 1.0) / 2.0  # of the hue circle: never meets itself again


@dataclass(frozen=True)
class Curve:
    """One line of a chart."""

    name: str
    points: Sequence[tuple[float, float]]
    marked: bool = False
    """Whether each point has a dot."""
    dashed: bool = False


@dataclass(frozen=True)
class Axis:
    """One side of a chart."""

    title: str
    low: float
    high: float

    def ticks(self) -> list[float]:
        """Six values, evenly from end to end."""
        return [self.low + (self.high - self.low) * step / 5 for step in range(6)]


def chart(title: str, x: Axis, y: Axis, curves: Sequence[Curve]) -> str:
    """Draw curves.

    Parameters
    ----------
    title : str
        Above the chart.
    x, y : Axis
        Their ranges; points beyond are cut off.
    curves : sequence of Curve
        In the order of the legend.

    Returns
    -------
    str
        An ``svg`` element.
    """
    height = _HEIGHT + _LEGEND * len(curves)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        across = (point[0] - x.low) / (x.high - x.low)
        up = (point[1] - y.low) / (y.high - y.low)
        return (
            _LEFT + across * (_WIDTH - _LEFT - _RIGHT),
            _HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM),
        )

    left, bottom = at((x.low, y.low))
    right, top = at((x.high, y.high))
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<text x="{left}" y="18" class="title">{escape(title)}</text>',
        f'<rect x="{left}" y="{top}" width="{right - left:.1f}" height="{bottom - top:.1f}"/>',
        f'<clipPath id="{_identity(title)}"><rect x="{left}" y="{top}" width="{right - left:.1f}" '
        f'height="{bottom - top:.1f}"/></clipPath>',
        f'<text x="{(left + right) / 2:.1f}" y="{_HEIGHT - 6}" text-anchor="middle">'
        f"{escape(x.title)}</text>",
        f'<text transform="translate(12 {(top + bottom) / 2:.1f}) rotate(-90)" '
        f'text-anchor="middle">{escape(y.title)}</text>',
    ]
    for value in x.ticks():
        place = at((value, y.low))[0]
        parts.append(
            f'<text x="{place:.1f}" y="{bottom + 15:.1f}" text-anchor="middle">{value:.4g}</text>'
        )
    for value in y.ticks():
        place = at((x.low, value))[1]
        parts.append(f'<path d="M{left} {place:.1f}H{right:.1f}" class="grid"/>')
        parts.append(
            f'<text x="{left - 5}" y="{place + 4:.1f}" text-anchor="end">{value:.4g}</text>'
        )
    for number, curve in enumerate(curves):
        colour = _colour(number)
        places = [at(point) for point in curve.points]
        path = "L".join(f"{across:.1f} {down:.1f}" for across, down in places)
        dash = ' stroke-dasharray="5 4"' if curve.dashed else ""
        style = f'stroke="{colour}"{dash} clip-path="url(#{_identity(title)})"'
        parts.append(f'<path d="M{path}" class="curve" {style}/>')
        if curve.marked:
            parts += [
                f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3" fill="{colour}"/>'
                for across, down in places
            ]
        line = _HEIGHT + _LEGEND * number + 8
        parts.append(f'<path d="M{left} {line}h22" class="curve" stroke="{colour}"{dash}/>')
        parts.append(f'<text x="{left + 28}" y="{line + 4}">{escape(curve.name)}</text>')
    return "\n".join([*parts, "</svg>"])


def ends(values: Sequence[float]) -> tuple[float, float]:
    """Return multiples of five around all values, so that an axis has whole ticks."""
    return 5.0 * math.floor(min(values) / 5.0), 5.0 * math.ceil(max(values) / 5.0)


def _colour(number: int) -> str:
    """Colour of a curve, another one for each; beyond the chosen ones hues are computed."""
    if number < len(_COLOURS):
        return _COLOURS[number]
    rgb = colorsys.hls_to_rgb(number * _TURN % 1.0, 0.4, 0.8)
    return "#" + "".join(f"{round(255 * level):02x}" for level in rgb)


def _identity(title: str) -> str:
    return "clip-" + "".join(letter if letter.isalnum() else "-" for letter in title)

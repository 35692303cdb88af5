# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of layers, as people read them in the Layers dialog."""

from __future__ import annotations

from backend_words import color_name, content_name
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


def percentage(probability: float) -> str:
    """Say a probability, 0..1: "23 %", or "under 1 %"."""
    percent = round(100 * probability)
    return _("{percent} %").format(percent=percent) if percent else _("under 1 %")


def place_name(vertical: str, horizontal: str) -> str:
    """Say where in the photo a region lies, as `region_shape.place` tells it; "" for nowhere."""
    return {
        ("top", "left"): _("Top left"),
        ("top", "right"): _("Top right"),
        ("middle", "left"): _("Left"),
        ("middle", "center"): _("Center"),
        ("middle", "right"): _("Right"),
        ("bottom", "left"): _("Bottom left"),
        ("bottom", "right"): _("Bottom right"),
    }.get((vertical, horizontal)) or {
        "top": _("Top"),
        "middle": _("Middle"),
        "bottom": _("Bottom"),
        "": {"left": _("Left"), "right": _("Right")}.get(horizontal, ""),
    }[vertical]


def part_name(content: str, otherwise: str) -> str:
    """Name a part of the photo by what it shows, or else as is known without looking.

    Parameters
    ----------
    content : str
        What it shows, as the backend says it; "" where that is not sure.
    otherwise : str
        For people, for instance where it lies; "" when there is no honest word for it.
    """
    return content_name(content) or otherwise


def region_color_name(part: str, color: str, probability: float) -> str:
    """Name the layer of a region's colour, for instance "Sky: orange, 23 %".

    Parameters
    ----------
    part : str
        The region, as `part_name` gives it.
    color : str
        For people.
    probability : float
        0..1
    """
    percentage_text = percentage(probability)
    if not part:
        color = color[:1].upper() + color[1:]
        return _("{color}, {percentage}").format(color=color, percentage=percentage_text)
    return _("{part}: {color}, {percentage}").format(
        part=part, color=color, percentage=percentage_text
    )

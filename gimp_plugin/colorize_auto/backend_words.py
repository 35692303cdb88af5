# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that the backend sends in English, and what people read."""

from __future__ import annotations

from translation import N_, _

# What `models/color/names.py` calls colours.
COLOR_NAMES = (
    N_("gray"),
    N_("dark pink"),
    N_("pink"),
    N_("light pink"),
    N_("dark red"),
    N_("red"),
    N_("light red"),
    N_("dark orange"),
    N_("orange"),
    N_("light orange"),
    N_("dark yellow"),
    N_("yellow"),
    N_("light yellow"),
    N_("dark olive"),
    N_("olive"),
    N_("light olive"),
    N_("dark green"),
    N_("green"),
    N_("light green"),
    N_("dark teal"),
    N_("teal"),
    N_("light teal"),
    N_("dark blue"),
    N_("blue"),
    N_("light blue"),
    N_("dark violet"),
    N_("violet"),
    N_("light violet"),
    N_("dark magenta"),
    N_("magenta"),
    N_("light magenta"),
    N_("brown"),
    N_("tan"),
    N_("light tan"),
    N_("sand"),
    N_("light sand"),
)


def color_name(name: str) -> str:
    """Give a colour's name in the user's language; an unknown one as it is."""
    return _(name) if name in COLOR_NAMES else name

# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of layers in the Layers dialog, in the colour that a layer brings."""

from __future__ import annotations

from gi.repository import Gimp

TAGS = {
    "pink": Gimp.ColorTag.RED,
    "red": Gimp.ColorTag.RED,
    "orange": Gimp.ColorTag.ORANGE,
    "yellow": Gimp.ColorTag.YELLOW,
    "sand": Gimp.ColorTag.YELLOW,
    "olive": Gimp.ColorTag.GREEN,
    "green": Gimp.ColorTag.GREEN,
    "teal": Gimp.ColorTag.BLUE,
    "blue": Gimp.ColorTag.BLUE,
    "violet": Gimp.ColorTag.VIOLET,
    "magenta": Gimp.ColorTag.VIOLET,
    "brown": Gimp.ColorTag.BROWN,
    "tan": Gimp.ColorTag.BROWN,
}


def nearest(color: str) -> Gimp.ColorTag:
    """Give the tag for a colour by its name, as the backend says it: "dark red", say."""
    return TAGS.get(color.split()[-1] if color else "", Gimp.ColorTag.GRAY)

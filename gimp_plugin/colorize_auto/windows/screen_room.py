# SPDX-License-Identifier: GPL-3.0-or-later
"""How large pictures may be on this screen, and how many pixels it has for them."""

from __future__ import annotations

import gi

gi.require_version("Gdk", "3.0")
from gi.repository import Gdk  # noqa: E402  (the version is chosen first)

# The room beside and beneath the photo that the rest of the window takes, in pixels.
BESIDE, BENEATH = 500, 250
# The height that is taken on the side of the colours, by all but them and by what is collected.
AROUND_COLORS, COLLECTED = 190, 200
LARGEST_PHOTO = (760, 620)
# The height that Colorize (Auto) needs beside its settings, for its own buttons and the screen's
# title bar; beneath the preview for the buttons there, and for words of a few lines at least.
AROUND_SETTINGS, PREVIEW_BUTTONS, FEW_LINES = 190, 80, 60
LARGEST_PREVIEW, SMALLEST_PREVIEW = 448, 240
SMALLEST_PHOTO = (320, 240)
# Nobody sees more, and it would cost the time in which a preview has to be there.
MOST_DENSE = 2


def photo_size(width: int, height: int) -> int:
    """Give the long side that a photo of this size gets in Pick Alternatives."""
    room = _room()
    across = max(min(room.width - BESIDE, LARGEST_PHOTO[0]), SMALLEST_PHOTO[0])
    down = max(min(room.height - BENEATH, LARGEST_PHOTO[1]), SMALLEST_PHOTO[1])
    scale = min(across / width, down / height, 1.0)
    return max(1, round(scale * max(width, height)))


def colors_height(collecting: bool) -> int:
    """Give the height of the colours, beyond which they are scrolled.

    Parameters
    ----------
    collecting : bool
        Whether what is collected stands beneath them.
    """
    taken = AROUND_COLORS + (COLLECTED if collecting else 0)
    return max(_room().height - taken, SMALLEST_PHOTO[1])


def settings_height() -> int:
    """Give the height of a column of settings, beyond which it is scrolled."""
    return max(_room().height - AROUND_SETTINGS, SMALLEST_PREVIEW)


def preview_side() -> int:
    """Give the long side of a preview beside settings."""
    side = _room().height - AROUND_SETTINGS - PREVIEW_BUTTONS - FEW_LINES
    return min(max(side, SMALLEST_PREVIEW), LARGEST_PREVIEW)


def words_height(preview: int) -> int:
    """Give the height of words beneath a preview of this side, beyond which they are scrolled."""
    return max(_room().height - AROUND_SETTINGS - PREVIEW_BUTTONS - preview, FEW_LINES)


def density() -> int:
    """Give how many of the screen's pixels, each way, are one of a window's."""
    display = Gdk.Display.get_default()
    # A window can be moved to any of them.
    screens = [display.get_monitor(number) for number in range(display.get_n_monitors())]
    return min(max(screen.get_scale_factor() for screen in screens), MOST_DENSE)


def _room() -> Gdk.Rectangle:
    """Give what the screen has for windows."""
    display = Gdk.Display.get_default()
    monitor = display.get_primary_monitor() or display.get_monitor(0)
    return monitor.get_workarea()

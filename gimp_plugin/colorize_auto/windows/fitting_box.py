# SPDX-License-Identifier: GPL-3.0-or-later
"""A part of a window that is scrolled where the screen is too low for it."""

from __future__ import annotations

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402  (the version is chosen first)


class FittingBox(Gtk.ScrolledWindow):
    """Is as high as what it holds, up to a limit, and is scrolled beyond.

    A `Gtk.ScrolledWindow` asks for next to no height, so that a window that grows with its words
    would hide what is at its end instead.

    Parameters
    ----------
    content : Gtk.Widget
        What it holds.
    most : int
        The greatest height in pixels.
    """

    def __init__(self, content: Gtk.Widget, most: int):
        super().__init__(hscrollbar_policy=Gtk.PolicyType.NEVER, propagate_natural_width=True)
        self._most = most
        self.add(content)
        # Beside what it holds, so that it covers nothing.
        self.set_overlay_scrolling(False)
        self.get_child().show()  # the viewport that GTK has put between
        self.show()

    def do_get_preferred_height(self) -> tuple[int, int]:  # noqa: D102  (GTK's)
        height = min(self.get_child().get_preferred_height()[1], self._most)
        return height, height

    def do_get_preferred_height_for_width(self, width: int) -> tuple[int, int]:  # noqa: D102
        height = min(self.get_child().get_preferred_height_for_width(width)[1], self._most)
        return height, height

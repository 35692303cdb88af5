# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture of a size of its own, in all the pixels that the screen has."""

from __future__ import annotations

import gi

gi.require_version("GdkPixbuf", "2.0")
gi.require_version("Gtk", "3.0")
from gi.repository import GdkPixbuf, Gtk  # noqa: E402  (the versions are chosen first)

Size = tuple[int, int]
"""Width and height as windows count them: such a pixel can be several of the screen's."""


class SharpImage(Gtk.Image):
    """Shows a picture at a size that says nothing of how many pixels the picture has.

    A `Gtk.Image` counts a picture's pixels as a window's, so that on a screen with twice as many
    everything is drawn twice as large and soft. With pycairo, which GIMP's Python may be without,
    one would draw it as a surface. As an icon GTK brings it to the pixels of the screen, too: into
    a square, at whose upper left corner the picture lies; this widget is as large as the picture.

    Parameters
    ----------
    size : (int, int), optional
        The width and height at the beginning.
    """

    def __init__(self, size: Size = (0, 0)):
        super().__init__(halign=Gtk.Align.CENTER, valign=Gtk.Align.CENTER, xalign=0.0, yalign=0.0)
        self._size = size

    @property
    def size(self) -> Size:
        """Width and height as windows count them."""
        return self._size

    def show_picture(self, picture: GdkPixbuf.Pixbuf, size: Size) -> None:
        """Show a picture, as wide and as high as `size`."""
        changed = size != self._size
        self._size = size
        self.set_from_gicon(picture, Gtk.IconSize.BUTTON)
        self.set_pixel_size(max(size))
        if changed:
            self.queue_resize()

    def do_get_preferred_width(self) -> tuple[int, int]:  # noqa: D102  (GTK's)
        return self._size[0], self._size[0]

    def do_get_preferred_height(self) -> tuple[int, int]:  # noqa: D102
        return self._size[1], self._size[1]

    def do_get_preferred_height_for_width(self, _width: int) -> tuple[int, int]:  # noqa: D102
        return self.do_get_preferred_height()

    def do_get_preferred_width_for_height(self, _height: int) -> tuple[int, int]:  # noqa: D102
        return self.do_get_preferred_width()

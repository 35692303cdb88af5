# SPDX-License-Identifier: GPL-3.0-or-later
"""The photo in a window, on which the artist points at regions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GdkPixbuf, Gtk  # noqa: E402  (the version is chosen first)

from region_labels import RegionLabels  # noqa: E402
from translation import _  # noqa: E402
from windows import patch  # noqa: E402
from windows.patch import Patch  # noqa: E402
from windows.sharp_image import SharpImage, Size  # noqa: E402


class RegionView(Gtk.EventBox):
    """The photo with the colours picked so far, and the chosen region outlined in it.

    Parameters
    ----------
    ground : GdkPixbuf.Pixbuf
        The photo in its present colours.
    size : (int, int)
        As how wide and high it is shown.
    labels : RegionLabels or None
        Without them nothing can be pointed at.
    chosen : callable
        ``chosen(number, joined)`` when the artist clicks a region; `joined` with Shift.
    clicked_twice : callable
        ``clicked_twice(number)``, after `chosen`.
    together : callable
        ``together(number)`` gives the regions that make one part with this one.
    """

    def __init__(
        self,
        ground: GdkPixbuf.Pixbuf,
        size: Size,
        labels: RegionLabels | None,
        chosen: Callable[[int, bool], None],
        clicked_twice: Callable[[int], None],
        together: Callable[[int], Collection[int]],
    ):
        super().__init__(halign=Gtk.Align.CENTER, valign=Gtk.Align.START)
        self._ground = ground
        self._labels = labels
        self._chosen = chosen
        self._clicked_twice = clicked_twice
        self._together = together
        self._patches: list[Patch] = []
        self._outline: Patch | None = None
        self._pointed_at: int | None = None
        self._picture = SharpImage(size)
        self.add(self._picture)
        self.get_accessible().set_name(_("The photo in its colours"))
        if labels is not None:
            self.add_events(Gdk.EventMask.POINTER_MOTION_MASK | Gdk.EventMask.LEAVE_NOTIFY_MASK)
            self.connect("button-press-event", self._pressed)
            self.connect("motion-notify-event", self._moved)
            self.connect("leave-notify-event", lambda *_about: self._point_at(None))
            self.connect("realize", self._show_hand)
        self._draw()

    def show_patches(self, patches: Sequence[Patch], outline: Patch | None) -> None:
        """Show these colours over the photo's, and a line around the chosen region."""
        self._patches, self._outline = list(patches), outline
        self._draw()

    def _draw(self) -> None:
        picture = patch.composed(self._ground, self._patches)
        if self._pointed_at is not None and self._labels is not None:
            part = self._together(self._pointed_at)
            veil = patch.veil(self._labels.values, self._labels.width, part)
            patch.stretch_over(picture, veil)
        if self._outline is not None:
            picture = patch.composed(picture, [self._outline])
        self._picture.show_picture(picture, self._picture.size)

    def _at(self, event: Gdk.Event) -> int | None:
        if self._labels is None:
            return None
        width, height = self._picture.size
        return self._labels.at(event.x / width, event.y / height)

    def _point_at(self, number: int | None) -> None:
        if number != self._pointed_at:
            self._pointed_at = number
            self._draw()

    def _pressed(self, _box: Gtk.EventBox, event: Gdk.Event) -> bool:
        number = self._at(event)
        if number is None:
            return True
        if event.type == Gdk.EventType.DOUBLE_BUTTON_PRESS:
            self._clicked_twice(number)
        elif event.type == Gdk.EventType.BUTTON_PRESS:
            self._chosen(number, bool(event.state & Gdk.ModifierType.SHIFT_MASK))
        return True

    def _moved(self, _box: Gtk.EventBox, event: Gdk.Event) -> bool:
        self._point_at(self._at(event))
        return False

    def _show_hand(self, _box: Gtk.EventBox) -> None:
        hand = Gdk.Cursor.new_from_name(self.get_display(), "pointer")
        self.get_window().set_cursor(hand)

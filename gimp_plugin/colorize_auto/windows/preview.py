# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture in a dialog: before, after, or one beside the other; and how things stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GdkPixbuf, Gtk  # noqa: E402  (the versions are chosen first)

from translation import _  # noqa: E402
from windows import comparison, screen_room, text_label  # noqa: E402
from windows.fitting_box import FittingBox  # noqa: E402
from windows.sharp_image import SharpImage, Size  # noqa: E402

LINE_WIDTH = 2
SPACING = 6
CHARACTERS = 50
BEFORE, SPLIT, AFTER = "before", "split", "after"


class Preview(Gtk.Box):
    """Shows the photo before and after.

    Pressing on the coloured picture shows the photo as long as the button is held; in the split
    picture the line goes where the pointer is.

    Parameters
    ----------
    try_again : callable
        Is called when the artist wants the picture once more after an error.
    long_side : int
        The greatest side of a photo, as windows count pixels.
    """

    def __init__(self, try_again: Callable[[], None], long_side: int):
        super().__init__(orientation=Gtk.Orientation.VERTICAL, spacing=SPACING)
        self._before: GdkPixbuf.Pixbuf | None = None
        self._after: GdkPixbuf.Pixbuf | None = None
        self._size: Size = (long_side, long_side)
        self._view = AFTER
        self._share = 0.5
        self._held = False
        self._image = SharpImage()
        self.pack_start(self._sensitive_frame(long_side), False, False, 0)
        self.pack_start(self._views(), False, False, 0)
        self._spinner = Gtk.Spinner(valign=Gtk.Align.START)
        self._words = text_label.text(characters=CHARACTERS)
        self._again = Gtk.Button.new_with_mnemonic(_("Try a_gain"))
        self._again.set_halign(Gtk.Align.START)
        self._again.connect("clicked", lambda _button: try_again())
        state = Gtk.Box(spacing=SPACING)
        state.pack_start(self._spinner, False, False, 0)
        words = FittingBox(self._words, screen_room.words_height(long_side))
        state.pack_start(words, True, True, 0)
        self.pack_start(state, False, False, 0)
        self.pack_start(self._again, False, False, 0)
        self.show_all()
        self._spinner.hide()
        self._again.hide()

    def show_photo(self, before: GdkPixbuf.Pixbuf, size: Size) -> None:
        """Show a photo that has no colours yet, as wide and as high as `size`."""
        self._before, self._after = before, None
        self._size = size
        self._draw()

    def show_colors(self, after: GdkPixbuf.Pixbuf) -> None:
        """Show the photo with its colours, of as many pixels as the photo that is shown."""
        self._after = after
        self._draw()

    def say(self, words: str) -> None:
        """Say what is being waited for; nothing when words is empty."""
        self._words.set_text(words)
        self._spinner.set_visible(bool(words))
        self._spinner.props.active = bool(words)
        self._again.hide()

    def tell(self, sentence: str) -> None:
        """Tell something of the picture that is shown."""
        self._words.set_text(sentence)

    def complain(self, sentence: str) -> None:
        """Say what went wrong, and offer to try again."""
        self.say("")
        self._words.set_text(sentence)
        self._again.show()

    def _sensitive_frame(self, width: int) -> Gtk.Widget:
        pad = Gtk.EventBox(above_child=True, width_request=width)
        pad.add_events(
            Gdk.EventMask.BUTTON_PRESS_MASK
            | Gdk.EventMask.BUTTON_RELEASE_MASK
            | Gdk.EventMask.BUTTON1_MOTION_MASK
        )
        pad.connect("button-press-event", self._pressed)
        pad.connect("motion-notify-event", self._moved)
        pad.connect("button-release-event", self._released)
        pad.add(self._image)
        frame = Gtk.Frame(shadow_type=Gtk.ShadowType.IN)
        frame.add(pad)
        return frame

    def _views(self) -> Gtk.Widget:
        buttons = Gtk.ButtonBox(halign=Gtk.Align.CENTER, layout_style=Gtk.ButtonBoxStyle.EXPAND)
        first = None
        for view, label in ((BEFORE, _("_Before")), (SPLIT, _("Spl_it")), (AFTER, _("A_fter"))):
            button = Gtk.RadioButton.new_with_mnemonic_from_widget(first, label)
            button.set_mode(False)  # looks like a button, not like a circle
            first = first or button
            button.set_active(view == self._view)
            button.connect("toggled", self._chosen, view)
            buttons.add(button)
        return buttons

    def _chosen(self, button: Gtk.RadioButton, view: str) -> None:
        if button.get_active():
            self._view = view
            self._draw()

    def _pressed(self, pad: Gtk.Widget, event: Any) -> bool:
        self._held = True
        return self._moved(pad, event)

    def _moved(self, pad: Gtk.Widget, event: Any) -> bool:
        if self._view == SPLIT:
            width, _height = self._size
            left = (pad.get_allocated_width() - width) / 2
            self._share = (event.x - left) / width
        self._draw()
        return True

    def _released(self, _pad: Gtk.Widget, _event: Any) -> bool:
        self._held = False
        self._draw()
        return True

    def _draw(self) -> None:
        before, after = self._before, self._after
        if before is None:
            return
        if after is None or self._view == BEFORE or (self._view == AFTER and self._held):
            picture = before
        elif self._view == AFTER:
            picture = after
        else:
            line_width = round(LINE_WIDTH * after.get_width() / self._size[0])
            picture = comparison.split(before, after, self._share, line_width)
        self._image.show_picture(picture, self._size)

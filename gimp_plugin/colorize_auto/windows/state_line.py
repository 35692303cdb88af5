# SPDX-License-Identifier: GPL-3.0-or-later
"""A line in a window that says how things stand, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402  (the version is chosen first)

from translation import _  # noqa: E402
from windows import screen_room, text_label  # noqa: E402
from windows.fitting_box import FittingBox  # noqa: E402


class StateLine(Gtk.Box):
    """A sentence, a spinner while one waits, and a button to try again after an error.

    Parameters
    ----------
    try_again : callable
        Is called when the artist wants to try again.
    """

    def __init__(self, try_again: Callable[[], None]):
        super().__init__(spacing=6)
        self._words = text_label.dim()
        self.pack_start(FittingBox(self._words, screen_room.FEW_LINES), True, True, 0)
        self._again = Gtk.Button.new_with_mnemonic(_("_Try again"))
        self._again.connect("clicked", lambda _button: try_again())
        self._again.set_no_show_all(True)
        self.pack_end(self._again, False, False, 0)
        self._spinner = Gtk.Spinner()
        self.pack_end(self._spinner, False, False, 0)

    def say(self, sentence: str, busy: bool = False) -> None:
        """Say how things stand; `busy` while there is something to wait for."""
        self._words.set_text(sentence)
        self._again.hide()
        if busy:
            self._spinner.start()
        else:
            self._spinner.stop()

    def complain(self, sentence: str) -> None:
        """Say what went wrong, and offer to try again."""
        self.say(sentence)
        self._again.show()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the settings that says how the backend is, and starts it anew."""

from __future__ import annotations

from collections.abc import Callable

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402  (the version is chosen first)

from backend_access import status as statuses  # noqa: E402
from backend_access.status import Status  # noqa: E402
from installation import Installation  # noqa: E402
from translation import _  # noqa: E402
from windows import text_label  # noqa: E402

SPACING = 12


class BackendPage(Gtk.Box):
    """Facts about the backend above a row of buttons.

    Parameters
    ----------
    installation : Installation
    start, restart, show_log : callable
        Called when the artist presses the button of that name.
    """

    def __init__(
        self,
        installation: Installation,
        start: Callable[[], None],
        restart: Callable[[], None],
        show_log: Callable[[], None],
    ):
        super().__init__(
            orientation=Gtk.Orientation.VERTICAL, spacing=SPACING, border_width=SPACING
        )
        self._installation = installation
        self._working = False
        self._status: Status | None = None
        self._grid = Gtk.Grid(column_spacing=SPACING, row_spacing=SPACING // 2)
        self._values: list[Gtk.Label] = []
        self.pack_start(self._grid, False, False, 0)
        self._spinner = Gtk.Spinner(no_show_all=True)
        self._message = text_label.text()
        line = Gtk.Box(spacing=SPACING // 2)
        line.pack_start(self._spinner, False, False, 0)
        line.pack_start(self._message, True, True, 0)
        self.pack_start(line, False, False, 0)
        self._start = _button(_("_Start"), start)
        self._restart = _button(_("_Restart"), restart)
        row = Gtk.ButtonBox(spacing=SPACING // 2, layout_style=Gtk.ButtonBoxStyle.START)
        for button in (self._start, self._restart, _button(_("Show _Log"), show_log)):
            row.add(button)
        self.pack_end(row, False, False, 0)
        self.show_all()
        self.update(Status(by_hand=False))
        self._values[0].set_text(_("Asking…"))

    def update(self, status: Status) -> None:
        """Show how the backend is."""
        self._status = status
        facts = statuses.facts(status, self._installation)
        if not self._values:
            self._values = [self._add_line(row, label) for row, (label, _value) in enumerate(facts)]
        for shown, (_label, value) in zip(self._values, facts, strict=True):
            if shown.get_text() != value:  # what the artist has selected stays selected
                shown.set_text(value)
        self._allow()

    def begin(self, message: str = "") -> None:
        """Show that something is being done."""
        self._working = True
        self._spinner.show()
        self._spinner.start()
        self.say(message)

    def end(self, message: str = "") -> None:
        """Show how it went."""
        self._working = False
        self._spinner.stop()
        self._spinner.hide()
        self.say(message)

    def say(self, message: str) -> None:
        """Show a sentence."""
        self._message.set_text(message)
        self._allow()

    def _add_line(self, row: int, label: str) -> Gtk.Label:
        name = Gtk.Label(label=label, xalign=1.0, yalign=0.0)
        name.get_style_context().add_class("dim-label")
        value = text_label.text(selectable=True)
        value.set_hexpand(True)
        self._grid.attach(name, 0, row, 1, 1)
        self._grid.attach(value, 1, row, 1, 1)
        name.show()
        return value

    def _allow(self) -> None:
        status = self._status
        ours = status is not None and not status.by_hand and not self._working
        runs = status is not None and status.runs
        self._start.set_sensitive(ours and not runs)
        self._restart.set_sensitive(ours and runs)
        hint = _("Started by hand: start and end it where you started it.")
        for button in (self._start, self._restart):
            button.set_tooltip_text(hint if status is not None and status.by_hand else None)


def _button(label: str, pressed: Callable[[], None]) -> Gtk.Button:
    button = Gtk.Button.new_with_mnemonic(label)
    button.connect("clicked", lambda _button: pressed())
    return button

# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the settings on which the artist chooses how the backend is reached."""

from __future__ import annotations

from collections.abc import Callable

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402  (the version is chosen first)

from backend_access import connection_by_hand  # noqa: E402
from backend_access.connection import Connection  # noqa: E402
from errors import ColorizeError  # noqa: E402
from installation import Installation  # noqa: E402
from translation import _  # noqa: E402
from windows import text_label  # noqa: E402

SPACING = 12
EXAMPLE = "http://127.0.0.1:8765"


class ConnectionPage(Gtk.Box):
    """Start the backend as usual, or connect to one by its address.

    Parameters
    ----------
    installation : Installation
    test : callable
        Is given the connection that the artist wants to try; `say` shows how it went.
    changed : callable
        Called when another connection is kept from now on.
    """

    def __init__(
        self,
        installation: Installation,
        test: Callable[[Connection], None],
        changed: Callable[[], None],
    ):
        super().__init__(
            orientation=Gtk.Orientation.VERTICAL, spacing=SPACING, border_width=SPACING
        )
        assert installation.by_hand is not None
        self._file = installation.by_hand
        self._try, self._changed = test, changed
        self._usual = Gtk.RadioButton.new_with_mnemonic(
            None, _("Let the _plug-in start it (usual)")
        )
        self._by_hand = Gtk.RadioButton.new_with_mnemonic_from_widget(
            self._usual, _("Connect to a backend started by _hand")
        )
        self._address = Gtk.Entry(placeholder_text=EXAMPLE, hexpand=True, activates_default=False)
        self._token = Gtk.Entry(visibility=False, hexpand=True)
        self._token.set_input_purpose(Gtk.InputPurpose.PASSWORD)
        grid = Gtk.Grid(column_spacing=SPACING, row_spacing=SPACING // 2, margin_start=2 * SPACING)
        for row, (label, entry) in enumerate(
            ((_("_Address"), self._address), (_("T_oken"), self._token))
        ):
            name = Gtk.Label.new_with_mnemonic(label)
            name.set_xalign(1.0)
            name.set_mnemonic_widget(entry)
            grid.attach(name, 0, row, 1, 1)
            grid.attach(entry, 1, row, 1, 1)
        help_text = text_label.dim(
            _(
                "For a GIMP that may not start programs (Flatpak, Snap), or for a backend on "
                "another computer, reached through an SSH tunnel. “gimp-colorize serve” says "
                "where address and token are; docs/connecting.md tells the rest."
            )
        )
        grid.attach(help_text, 0, 2, 2, 1)
        self._test_button = Gtk.Button.new_with_mnemonic(_("_Test"))
        self._test_button.connect("clicked", lambda _button: self._test())
        save = Gtk.Button.new_with_mnemonic(_("Sa_ve"))
        save.connect("clicked", lambda _button: self._keep())
        buttons = Gtk.ButtonBox(spacing=SPACING // 2, layout_style=Gtk.ButtonBoxStyle.START)
        buttons.add(self._test_button)
        buttons.add(save)
        self._grid = grid
        self._message = text_label.text()
        for widget in (self._usual, self._by_hand, grid, buttons, self._message):
            self.pack_start(widget, False, False, 0)
        self._show_kept()
        self._usual.connect("toggled", self._chosen)
        self.show_all()

    def say(self, sentence: str) -> None:
        """Show how it went."""
        self._message.set_text(sentence)

    def _show_kept(self) -> None:
        try:
            kept = connection_by_hand.read(self._file)
        except ColorizeError as error:
            self.say(str(error))
            self._by_hand.set_active(True)
            self._show_choice()
            return
        if kept is not None:
            self._address.set_text(f"http://{kept.host}:{kept.port}")
            self._token.set_text(kept.token)
            self._by_hand.set_active(True)
        self._show_choice()

    def _chosen(self, _button: Gtk.RadioButton) -> None:
        self._show_choice()
        if self._usual.get_active():
            self.say(_("Save, and from then on the plug-in starts the backend by itself."))
        else:
            self.say(_("Enter address and token, test them, and save."))
            self._address.grab_focus()

    def _show_choice(self) -> None:
        by_hand = self._by_hand.get_active()
        self._grid.set_sensitive(by_hand)
        self._test_button.set_sensitive(by_hand)

    def _entered(self) -> Connection | None:
        try:
            return connection_by_hand.parse(self._address.get_text(), self._token.get_text())
        except ColorizeError as error:
            self.say(str(error))
            return None

    def _test(self) -> None:
        entered = self._entered()
        if entered is not None:
            self.say(_("Asking…"))
            self._try(entered)

    def _keep(self) -> None:
        """Keep what is chosen; until then a look at the other choice costs nothing."""
        if self._usual.get_active():
            self._keep_none()
        else:
            self._keep_entered()

    def _keep_none(self) -> None:
        try:
            connection_by_hand.remove(self._file)
        except ColorizeError as error:
            self.say(str(error))
            return
        self.say(_("From now on the plug-in starts the backend by itself."))
        self._changed()

    def _keep_entered(self) -> None:
        entered = self._entered()
        if entered is None:
            return
        try:
            connection_by_hand.write(self._file, entered)
        except ColorizeError as error:
            self.say(str(error))
            return
        self.say(_("Saved. From now on the plug-in uses this backend, and starts none itself."))
        self._changed()

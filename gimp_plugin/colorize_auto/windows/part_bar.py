# SPDX-License-Identifier: GPL-3.0-or-later
"""The line beneath a photo: which of its parts is shown, and how."""

from __future__ import annotations

from collections.abc import Callable

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Pango", "1.0")
from gi.repository import Gtk, Pango  # noqa: E402  (the versions are chosen first)

from translation import _  # noqa: E402


class PartBar(Gtk.Box):
    """Buttons to walk through the parts, where that is, and whether the part is outlined.

    Parameters
    ----------
    walk : callable or None
        ``walk(1)`` for the next part, ``walk(-1)`` for the one before; None where there is one
        only.
    toggled : callable
        Is called when the outline is wanted, or not any more.
    """

    def __init__(self, walk: Callable[[int], None] | None, toggled: Callable[[], None]):
        super().__init__(spacing=6)
        self._where = Gtk.Label(xalign=0.0, ellipsize=Pango.EllipsizeMode.END)
        if walk is not None:
            for label, step in ((_("_Previous part"), -1), (_("_Next part"), 1)):
                button = Gtk.Button.new_with_mnemonic(label)
                button.connect("clicked", lambda _button, step=step: walk(step))
                self.pack_start(button, False, False, 0)
            self._where.set_margin_start(6)
        self.pack_start(self._where, True, True, 0)
        self._with_outline = Gtk.CheckButton.new_with_mnemonic(_("Show o_utline"))
        self._with_outline.set_active(True)
        self._with_outline.connect("toggled", lambda _button: toggled())
        self.pack_end(self._with_outline, False, False, 0)

    @property
    def with_outline(self) -> bool:
        """Whether the artist wants to see the part's outline."""
        return bool(self._with_outline.get_active())

    def show_position(self, number: int, count: int, name: str | None) -> None:
        """Say which part is shown, `number` from 1 on, and its name once that is known."""
        if name:
            words = _("Part {number} of {count}: {name}").format(
                number=number, count=count, name=name
            )
        else:
            words = _("Part {number} of {count}").format(number=number, count=count)
        self._where.set_text(words)

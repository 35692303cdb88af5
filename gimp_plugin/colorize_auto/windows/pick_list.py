# SPDX-License-Identifier: GPL-3.0-or-later
"""The colours that the artist has collected in this sitting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Pango", "1.0")
from gi.repository import Gtk, Pango  # noqa: E402  (the versions are chosen first)

from adding_alternatives import Pick  # noqa: E402
from translation import _  # noqa: E402
from windows.swatches import chip  # noqa: E402

HEIGHT = 104


class PickList(Gtk.ScrolledWindow):
    """A list of picks; each can be gone back to, and removed.

    Parameters
    ----------
    shown : callable
        ``shown(number)`` when the artist wants to see a pick's region again.
    removed : callable
        ``removed(number)`` when a pick is not wanted any more.
    """

    def __init__(self, shown: Callable[[int], None], removed: Callable[[int], None]):
        super().__init__(
            hscrollbar_policy=Gtk.PolicyType.NEVER,
            shadow_type=Gtk.ShadowType.IN,
            min_content_height=HEIGHT,
        )
        self._removed = removed
        self._picks: list[Pick] = []
        self._rows = Gtk.ListBox(selection_mode=Gtk.SelectionMode.NONE)
        self._rows.connect("row-activated", lambda _box, row: shown(row.get_index()))
        empty = Gtk.Label(
            label=_("Nothing yet: OK adds the colour that you see."), wrap=True, margin=12
        )
        empty.get_style_context().add_class("dim-label")
        empty.show()
        self._rows.set_placeholder(empty)
        self._rows.get_accessible().set_name(_("Layers to add"))
        self.add(self._rows)

    def show_picks(self, picks: Sequence[Pick]) -> None:
        """Show these picks; rows stay, with the keyboard's focus, where nothing is different."""
        if list(picks) == self._picks:
            return
        self._picks = list(picks)
        for row in self._rows.get_children():
            self._rows.remove(row)
        for number, pick in enumerate(picks):
            self._rows.add(self._row(number, pick))
        self._rows.show_all()

    def _row(self, number: int, pick: Pick) -> Gtk.Widget:
        row = Gtk.Box(spacing=6, margin_start=6)
        row.pack_start(chip(pick.candidate.srgb), False, False, 0)
        name = Gtk.Label(label=pick.name, xalign=0.0, ellipsize=Pango.EllipsizeMode.END)
        row.pack_start(name, True, True, 0)
        remove = Gtk.Button.new_from_icon_name("list-remove-symbolic", Gtk.IconSize.MENU)
        remove.set_relief(Gtk.ReliefStyle.NONE)
        remove.set_tooltip_text(_("Do not add this layer"))
        remove.get_accessible().set_name(_("Remove “{name}”").format(name=pick.name))
        remove.connect("clicked", lambda _button: self._removed(number))
        row.pack_end(remove, False, False, 0)
        return row

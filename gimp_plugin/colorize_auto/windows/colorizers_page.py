# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the settings that lists the colorizers, and installs and removes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402  (the version is chosen first)

import colorizer_installation  # noqa: E402
from backend_words import colorizer_description  # noqa: E402
from translation import _  # noqa: E402
from windows import text_label  # noqa: E402

SPACING = 12
HEIGHT = 380
Act = Callable[[str], None]


class ColorizersPage(Gtk.Box):
    """A list of colorizers.

    Parameters
    ----------
    install, remove : callable
        Are given the name of a colorizer when the artist presses its button.
    """

    def __init__(self, install: Act, remove: Act):
        super().__init__(
            orientation=Gtk.Orientation.VERTICAL, spacing=SPACING // 2, border_width=SPACING
        )
        self._install, self._remove = install, remove
        self._rows: dict[tuple[str, str], ColorizerRow] = {}
        self._buttons = Gtk.SizeGroup(mode=Gtk.SizeGroupMode.HORIZONTAL)
        self._list = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
        scrolled = Gtk.ScrolledWindow(
            hscrollbar_policy=Gtk.PolicyType.NEVER,
            shadow_type=Gtk.ShadowType.IN,
            min_content_height=HEIGHT,
        )
        scrolled.add(self._list)
        self._list.set_focus_vadjustment(scrolled.get_vadjustment())
        self._note = text_label.text()
        self.pack_start(scrolled, True, True, 0)
        self.pack_start(self._note, False, False, 0)
        self.show_all()
        self.say("")

    def list(self, listing: dict[str, Any]) -> None:
        """Show what the backend lists; rows that stay keep the focus."""
        entries = [(entry, _origin(entry)) for entry in listing["colorizers"]]
        entries += [(entry, "absent") for entry in listing.get("installable", ())]
        wanted = {(entry["name"], entry["title"]): (entry, origin) for entry, origin in entries}
        for key in [key for key in self._rows if key not in wanted]:
            self._list.remove(self._rows.pop(key))
        for key, (entry, origin) in wanted.items():
            if key not in self._rows:
                row = ColorizerRow(entry, self._install, self._remove)
                self._buttons.add_widget(row.button)
                self._rows[key] = row
                self._list.pack_start(self._rows[key], False, False, 0)
            self._rows[key].describe(entry, origin)
        self.say("")

    def follow(self, name: str, state: dict[str, Any]) -> None:
        """Show how far the installation of a colorizer is."""
        for (known, _title), row in self._rows.items():
            if known == name and row.origin != "shipped":
                row.follow(state)

    def fail(self, name: str, sentence: str) -> None:
        """Show why something could not be done."""
        self.follow(name, {"state": "failed", "reason": sentence, "done_bytes": 0})

    def say(self, sentence: str) -> None:
        """Show a sentence below the list."""
        self._note.set_text(sentence)
        self._note.set_visible(bool(sentence))


class ColorizerRow(Gtk.Box):
    """One colorizer: what it is, and the button that installs, stops or removes it.

    Attributes
    ----------
    origin : {"shipped", "installed", "absent"}
    button : Gtk.Button
    """

    def __init__(self, entry: dict[str, Any], install: Act, remove: Act):
        super().__init__(orientation=Gtk.Orientation.VERTICAL)
        self.origin = "absent"
        self._name = entry["name"]
        self._install, self._remove = install, remove
        self._running = False
        self._about = text_label.text()
        self._facts = text_label.dim()
        self._bar = Gtk.ProgressBar(show_text=True, no_show_all=True)
        self._reason = text_label.text()
        self._reason.set_no_show_all(True)
        self._reason.hide()
        self.button = Gtk.Button(valign=Gtk.Align.START, no_show_all=True)
        self.button.connect("clicked", self._pressed)
        words = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=3)
        for widget in (
            text_label.bold(entry["title"]),
            self._about,
            self._facts,
            self._bar,
            self._reason,
        ):
            words.pack_start(widget, False, False, 0)
        line = Gtk.Box(spacing=SPACING, border_width=SPACING // 2)
        line.pack_start(words, True, True, 0)
        line.pack_end(self.button, False, False, 0)
        self.pack_start(line, False, False, 0)
        self.pack_start(Gtk.Separator(), False, False, 0)
        self.show_all()

    def describe(self, entry: dict[str, Any], origin: str) -> None:
        """Show the facts of its card, or of what could be installed."""
        self.origin = origin
        self._running = False
        self._about.set_text(colorizer_description(entry.get("description", "")))
        self._facts.set_text(_facts(entry, origin))
        self._offer(_("_Remove") if origin == "installed" else _("_Install"), origin != "shipped")
        self._bar.hide()

    def follow(self, state: dict[str, Any]) -> None:
        """Show how far its installation is."""
        running = state["state"] in colorizer_installation.RUNNING
        self._running = running
        self._bar.set_visible(running)
        if running:
            self._bar.set_fraction(colorizer_installation.fraction(state))
            self._bar.set_text(colorizer_installation.in_words(state))
            self._offer(_("Cance_l"), True)
            self.button.set_sensitive(state["state"] != "stopping")
        else:
            known = "installed" if state["state"] == "installed" else self.origin
            kept = state["done_bytes"] and known == "absent"
            again = _("C_ontinue") if kept else _("_Install")
            self._offer(_("_Remove") if known == "installed" else again, True)
        reason = state.get("reason") or ""
        self._reason.set_text(reason)
        self._reason.set_visible(bool(reason))

    def _offer(self, label: str, shown: bool) -> None:
        # A label that is set anew would change the order in which its key visits the buttons.
        if self.button.get_label() != label:
            self.button.set_label(label)
            self.button.set_use_underline(True)
        self.button.set_sensitive(True)
        self.button.set_visible(shown)

    def _pressed(self, _button: Gtk.Button) -> None:
        self.button.set_sensitive(False)
        if self._running or self.origin == "installed":
            self._remove(self._name)
        else:
            self._install(self._name)


def _origin(entry: dict[str, Any]) -> str:
    return "installed" if entry.get("installed_by_user") else "shipped"


def _facts(entry: dict[str, Any], origin: str) -> str:
    if origin == "absent":
        where = _("not installed; {size} from {place}").format(
            size=colorizer_installation.size_in_words(entry["bytes"]), place=entry["from"]
        )
    elif origin == "installed":
        where = _("installed by you")
    else:
        where = _("comes with the program")
    return _("Licence {licence}, {where}\n{paper}").format(
        licence=entry.get("licence", "?"), where=where, paper=entry.get("paper", "")
    )

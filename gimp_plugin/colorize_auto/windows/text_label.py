# SPDX-License-Identifier: GPL-3.0-or-later
"""Labels with running text."""

from __future__ import annotations

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Pango", "1.0")
from gi.repository import GLib, Gtk, Pango  # noqa: E402  (the versions are chosen first)

CHARACTERS = 60


def text(words: str = "", characters: int = CHARACTERS, selectable: bool = False) -> Gtk.Label:
    """Make a label that starts at the left and breaks its lines."""
    label = Gtk.Label(
        label=words, xalign=0.0, wrap=True, max_width_chars=characters, selectable=selectable
    )
    # Paths and checksums have no blanks at which to break.
    label.set_line_wrap_mode(Pango.WrapMode.WORD_CHAR)
    if selectable:
        label.set_can_focus(False)  # else all its text is shown as selected when the window opens
    label.show()
    return label


def bold(words: str) -> Gtk.Label:
    """Make a label like `text` in bold letters."""
    label = text()
    label.set_markup(f"<b>{GLib.markup_escape_text(words)}</b>")
    return label


def dim(words: str = "") -> Gtk.Label:
    """Make a label like `text` for what matters less."""
    label = text(words)
    label.get_style_context().add_class("dim-label")
    return label

# SPDX-License-Identifier: GPL-3.0-or-later
"""A window with the last lines of the backend's log."""

from __future__ import annotations

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402  (the versions are chosen first)

from translation import _  # noqa: E402

SIZE = (860, 460)
SPACING = 12
_COPY = 1


def show(parent: Gtk.Window, lines: list[str]) -> None:
    """Show the lines until the artist closes the window; *Copy* takes them all along."""
    dialog = Gtk.Dialog(title=_("Colorize: Log"), transient_for=parent, modal=True)
    dialog.set_default_size(*SIZE)
    dialog.add_button(_("C_opy"), _COPY)
    dialog.add_button(_("_Close"), Gtk.ResponseType.CLOSE)
    dialog.set_default_response(Gtk.ResponseType.CLOSE)
    log = "\n".join(lines) or _("The log is empty.")
    view = Gtk.TextView(editable=False, monospace=True, left_margin=6, right_margin=6)
    view.set_wrap_mode(Gtk.WrapMode.WORD_CHAR)
    view.get_buffer().set_text(log)
    scrolled = Gtk.ScrolledWindow(border_width=SPACING, shadow_type=Gtk.ShadowType.IN)
    scrolled.add(view)
    dialog.get_content_area().pack_start(scrolled, True, True, 0)
    end = view.get_buffer().create_mark(None, view.get_buffer().get_end_iter(), False)
    # The newest lines are at the end; before it is drawn, the view does not know how far that is.
    view.connect("size-allocate", lambda *_about: view.scroll_mark_onscreen(end))
    dialog.show_all()
    while dialog.run() == _COPY:
        clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
        clipboard.set_text(log, -1)
        clipboard.store()
    dialog.destroy()

# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP's choosers of a file show what is chosen, and that nothing is."""

from __future__ import annotations

from collections.abc import Iterator

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gimp, GimpUi, GObject, Gtk  # noqa: E402  (the versions are chosen first)


def show_cleared(dialog: GimpUi.ProcedureDialog, config: Gimp.ProcedureConfig, name: str) -> None:
    """Let the chooser of an argument show that no file is chosen, whenever that becomes so.

    By itself a `GimpUi.FileChooser` goes on showing the file that was, after a reset too (seen in
    3.0.4), and choosing that file once more would change nothing.

    Parameters
    ----------
    dialog : GimpUi.ProcedureDialog
    config : Gimp.ProcedureConfig
        Whose argument the dialog shows.
    name : str
        The argument's.
    """
    chooser = dialog.get_widget(name, GObject.TYPE_NONE)

    def refresh(*_about: object) -> None:
        if config.get_property(name) is None:
            for button in _buttons(chooser):
                if button.get_file() is not None:
                    button.unselect_all()

    config.connect(f"notify::{name}", refresh)


def _buttons(widget: Gtk.Widget) -> Iterator[Gtk.FileChooserButton]:
    if isinstance(widget, Gtk.FileChooserButton):
        yield widget
    elif isinstance(widget, Gtk.Container):
        for child in widget.get_children():
            yield from _buttons(child)

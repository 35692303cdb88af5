# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at a plug-in's windows from within: which words do not fit in, and what stands where.

Every Python that finds this file's folder in ``PYTHONPATH`` loads it when it starts. It waits for a
file “look” in the folder that ``WINDOW_LOOK`` names, takes it away, and writes “seen.json”.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

FOLDER = Path(os.environ["WINDOW_LOOK"])
# Narrower ones are icons and chips.
PICTURE = 64
NO_KEY = 0xFFFFFF


def wait_for_the_test():
    while True:
        time.sleep(0.1)
        windows = sys.modules.get("gi.repository.Gtk")
        if windows is None or not (FOLDER / "look").exists():
            continue
        from gi.repository import GLib

        (FOLDER / "look").unlink()
        GLib.idle_add(look, windows)


def look(Gtk):  # noqa: N803  (as it is called everywhere)
    seen = []
    for window in Gtk.Window.list_toplevels():
        if window.get_mapped() and window.get_title():
            found = {"words": [], "numbers": [], "pictures": [], "keys": []}
            window.forall(collect, Gtk, window, found)
            seen.append({"title": window.get_title(), "size": window.get_size(), **found})
    unfinished = FOLDER / "seen.unfinished"
    unfinished.write_text(json.dumps(seen), encoding="utf-8")
    unfinished.rename(FOLDER / "seen.json")
    return False  # GLib calls again otherwise


def collect(widget, Gtk, window, found):  # noqa: N803
    if not widget.get_mapped():
        return
    if isinstance(widget, Gtk.Label) and widget.get_text():
        width, height = widget.get_layout().get_pixel_size()
        words = found["words"]
        words.append([widget.get_text(), fits(widget, window, width, height, Gtk)])
        words[-1][1] &= not widget.get_layout().is_ellipsized()
    if isinstance(widget, Gtk.Label) and widget.get_mnemonic_keyval() != NO_KEY:
        found["keys"].append([chr(widget.get_mnemonic_keyval()).lower(), widget.get_label()])
    if isinstance(widget, Gtk.SpinButton):
        found["numbers"].append(widget.get_text())
    if isinstance(widget, Gtk.Image) and widget.get_allocated_width() >= PICTURE:
        size = (widget.get_allocated_width(), widget.get_allocated_height())
        found["pictures"].append([*widget.translate_coordinates(window, 0, 0), *size])
    if isinstance(widget, Gtk.CellView):
        _least, natural = widget.get_preferred_width()
        found["words"].append(
            [
                f"a choice in {type(widget.get_parent()).__name__}",
                natural <= widget.get_allocated_width(),
            ]
        )
    if isinstance(widget, Gtk.Container):
        widget.forall(collect, Gtk, window, found)


def fits(widget, window, width, height, Gtk):  # noqa: N803
    """Tell whether words have the room that they need, and lie within the window."""
    if width > widget.get_allocated_width() or height > widget.get_allocated_height():
        return False
    if widget.get_ancestor(Gtk.ScrolledWindow) is not None:
        return True
    left, top = widget.translate_coordinates(window, 0, 0)
    whole_width, whole_height = window.get_size()
    return left >= 0 and top >= 0 and left + width <= whole_width and top + height <= whole_height


threading.Thread(target=wait_for_the_test, daemon=True).start()

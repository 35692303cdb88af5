# SPDX-License-Identifier: GPL-3.0-or-later
"""The working sizes to choose from, in words for people."""

from __future__ import annotations

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import GimpUi, GObject, Gtk  # noqa: E402  (the versions are chosen first)

from translation import _  # noqa: E402


def store(chosen: int) -> GimpUi.IntStore:
    """Give the sizes to choose from, among them the one that is chosen.

    Parameters
    ----------
    chosen : int
        Pixels of the short side; 0 for the colorizer's own size.
    """
    labels = {
        0: _("Automatic"),
        192: _("192 pixels, quick"),
        320: _("320 pixels"),
        512: _("512 pixels, small faces"),
        768: _("768 pixels, tiny faces, slow"),
    }
    labels.setdefault(chosen, _("{size} pixels").format(size=chosen))
    # Gtk.ListStore's own constructor would set columns that an IntStore has already.
    sizes = GimpUi.IntStore.__new__(GimpUi.IntStore)
    GObject.Object.__init__(sizes)
    for size in sorted(labels):
        row = Gtk.ListStore.append(sizes)
        sizes.set_value(row, GimpUi.IntStoreColumns.VALUE, size)
        sizes.set_value(row, GimpUi.IntStoreColumns.LABEL, labels[size])
    return sizes

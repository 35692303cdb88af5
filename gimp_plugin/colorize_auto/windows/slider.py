# SPDX-License-Identifier: GPL-3.0-or-later
"""Sliders of a command's numbers, alike in all windows."""

from __future__ import annotations

import gi

gi.require_version("GimpUi", "3.0")
from gi.repository import GimpUi  # noqa: E402  (the version is chosen first)

DIGITS = 2
"""After the point of a dial: what one can see of a change."""


def add(dialog: GimpUi.ProcedureDialog, name: str, digits: int) -> GimpUi.LabelSpin:
    """Give a dialog the slider of an argument.

    Parameters
    ----------
    dialog : GimpUi.ProcedureDialog
    name : str
        The argument's.
    digits : int
        How many are shown after the point. GIMP's own choice shows one more for a small range.
    """
    slider = dialog.get_scale_entry(name, 1.0)
    slider.set_digits(digits)
    # All of them equally long.
    slider.get_spin_button().set_width_chars(2 + DIGITS)
    return slider

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GIMP starts: once to learn of the commands, and once for each run of one."""

from __future__ import annotations

import sys

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
from gi.repository import Gimp  # noqa: E402

from commands import COMMANDS  # noqa: E402  (the versions are chosen first)


class ColorizeAuto(Gimp.PlugIn):
    """The plug-in, as GIMP knows it."""

    def do_set_i18n(self, name: str) -> bool:
        """Tell GIMP not to look for a catalogue: `translation` does."""
        return False

    def do_query_procedures(self) -> list[str]:
        """Name the plug-in's procedures."""
        return list(COMMANDS)

    def do_create_procedure(self, name: str) -> Gimp.Procedure:
        """Describe a procedure: its place in the menu, its arguments, its result."""
        return COMMANDS[name].create(self)


Gimp.main(ColorizeAuto.__gtype__, sys.argv)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters > Colorize > Select Unsure Regions: one click, and a selection to work on."""

from __future__ import annotations

from gi.repository import Gimp

from commands import confidence
from commands.command import Call, Command, Values
from translation import _


class Unsure(Command):
    """``plug-in-colorize-unsure``."""

    name = "plug-in-colorize-unsure"

    def describe(self, procedure: Gimp.Procedure) -> None:
        """Set the menu's label, the documentation and the arguments."""
        procedure.set_menu_label(_("Select _Unsure Regions"))
        procedure.set_documentation(
            _("Select where the colorizer is unsure of its colours"),
            _(
                "Replaces the selection by the places of the photo at which the colorizer is least "
                "sure: for masks, for hints, or to pick alternatives there."
            ),
            None,
        )
        confidence.add_arguments(procedure)

    def execute(self, call: Call) -> Values | None:
        """Select at once, without a question."""
        confidence.select(call, confidence.chosen(call))
        return []

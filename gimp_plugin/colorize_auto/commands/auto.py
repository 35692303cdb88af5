# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters > Colorize (Auto): a photo gets its likely colours, and alternatives."""

from __future__ import annotations

from gi.repository import Gimp

import coloring
from commands import colorizer_arguments
from commands.command import FILTERS, FLAGS, Call, Command, Values
from layers import photo_layer
from translation import _

MOST_ALTERNATIVES = 8
DEFAULT_ALTERNATIVES = 4


class Auto(Command):
    """``plug-in-colorize-auto``."""

    name = "plug-in-colorize-auto"
    menu = FILTERS

    def describe(self, procedure: Gimp.Procedure) -> None:
        """Set the menu's label, the documentation, the arguments and the values returned."""
        procedure.set_menu_label(_("Colori_ze (Auto)..."))
        procedure.set_documentation(
            _("Give a black-and-white photo its likely colours"),
            _(
                "Adds a layer group above the photo: a layer with the most likely colours, and "
                "hidden layers with alternatives. The photo itself is not changed."
            ),
            None,
        )
        default = colorizer_arguments.add_colorizer(procedure)
        colorizer_arguments.add_decoder(procedure, default)
        procedure.add_int_argument(
            "alternatives",
            _("_Alternatives"),
            _(
                "How many other versions to add as hidden layers: other likely colours for the "
                "parts of the photo that are least certain."
            ),
            0,
            MOST_ALTERNATIVES,
            DEFAULT_ALTERNATIVES,
            FLAGS,
        )
        procedure.add_group_layer_return_value(
            "group", _("Group"), _("The layer group with the colours"), True, FLAGS
        )

    def execute(self, call: Call) -> Values | None:
        """Colour the selected photo."""
        photo = photo_layer.choose(call.drawables)
        if call.interactive:
            from windows import auto_window

            if not auto_window.ask(call.procedure, call.config, call.installation):
                return None
        wishes = coloring.Wishes(
            colorizer=call.config.get_property("colorizer"),
            alternatives=call.config.get_property("alternatives"),
            **colorizer_arguments.decoder_parameters(call.config),
        )
        group, notes = coloring.colorize(call.image, photo, wishes, call.installation)
        for note in notes:
            Gimp.message(note)
        return [(Gimp.GroupLayer, group)]

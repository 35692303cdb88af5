# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters > Colorize (Auto): a photo gets its likely colours, and alternatives."""

from __future__ import annotations

from gi.repository import Gimp

import coloring
from colored_photos import ColoredPhotos
from commands import auto_arguments
from commands.command import FILTERS, FLAGS, Call, Command, Values
from layers import known_groups, photo_part, which_photo
from layers.group_record import GroupRecord
from layers.which_photo import Meant
from translation import _


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
        auto_arguments.add(procedure)
        procedure.add_group_layer_return_value(
            "group",
            _("Group"),
            _("The layer group with the colours; nothing for a merged copy"),
            True,
            FLAGS,
        )
        procedure.add_layer_return_value(
            "layer", _("Layer"), _("The layer group, or the merged copy"), True, FLAGS
        )

    def execute(self, call: Call) -> Values | None:
        """Colour the selected photo."""
        meant = which_photo.choose(call.drawables)
        photo = meant.photo
        records = known_groups.records_of(photo)
        photos = ColoredPhotos(call.installation, records)
        if call.interactive:
            from windows import auto_window

            part = auto_window.ask(call, photo, _continued(meant, records), photos)
            if part is None:
                return None
        else:
            selected_part_only = call.config.get_property("selected-part-only")
            part = photo_part.choose(call.image, photo, selected_part_only)
        wishes = auto_arguments.wishes(call.config, call.installation)
        layer, notes = coloring.colorize(call.image, photo, part, wishes, call.installation, photos)
        for note in notes:
            Gimp.message(note)
        if call.watched and not wishes.merged and part.recorded_area is None:
            _tell_what_shows_through(layer, photo)
        return [(Gimp.GroupLayer, None if wishes.merged else layer), (Gimp.Layer, layer)]


def _tell_what_shows_through(group: Gimp.GroupLayer, photo: Gimp.Layer) -> None:
    """Say so where erasing new colours would bring up older ones, and not the photo's gray."""
    beneath = known_groups.showing_through(group, photo)
    if beneath:
        Gimp.message(
            _(
                "Beneath the new colours lie older ones, which show through where you erase the "
                "new ones or make them weaker: {names}. Hide them in the Layers dialog to get the "
                "photo's gray there."
            ).format(names=", ".join(other.get_name() for other in beneath))
        )


def _continued(meant: Meant, records: list[GroupRecord]) -> GroupRecord | None:
    """Give how the colours were made that are continued, else the photo's topmost ones."""
    record = meant.group and known_groups.read(meant.group)
    return record or (records[0] if records else None)

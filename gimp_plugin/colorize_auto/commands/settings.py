# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters > Colorize > Settings / Status: the backend, its colorizers, and how it is reached."""

from __future__ import annotations

from gi.repository import Gimp, GObject

import colorizer_installation
from backend_access import ending, starter
from backend_access import status as statuses
from commands.command import ANY_IMAGE, FLAGS, Call, Command, Values
from errors import ColorizeError
from progress import Progress
from translation import _


class Settings(Command):
    """``plug-in-colorize-settings``."""

    name = "plug-in-colorize-settings"
    sensitivity = ANY_IMAGE | Gimp.ProcedureSensitivityMask.NO_IMAGE

    def describe(self, procedure: Gimp.Procedure) -> None:
        """Set the menu's label, the documentation, the arguments and the values returned."""
        procedure.set_menu_label(_("_Settings / Status..."))
        procedure.set_documentation(
            _("Look after the colour backend and its colorizers"),
            _(
                "Shows which backend runs and on which device, installs and removes colorizers, "
                "restarts the backend, shows its log, and connects to one that was started by "
                "hand. Without a dialog it does what “action” says and returns the status."
            ),
            None,
        )
        choice = Gimp.Choice.new()
        for number, (action, label) in enumerate(
            (
                ("status", _("Only look")),
                ("start", _("Start the backend")),
                ("restart", _("Restart the backend")),
                ("install", _("Install a colorizer")),
                ("remove", _("Remove a colorizer")),
            )
        ):
            choice.add(action, number, label, "")
        procedure.add_choice_argument(
            "action", _("_Action"), _("What to do, without a dialog."), choice, "status", FLAGS
        )
        procedure.add_string_argument(
            "colorizer",
            _("Colori_zer"),
            _("The name of the colorizer to install or to remove, “zhang2017” say."),
            "",
            FLAGS,
        )
        procedure.add_string_return_value(
            "status", _("Status"), _("What there is to say of the backend, as lines"), "", FLAGS
        )

    def execute(self, call: Call) -> Values | None:
        """Show the window, or do the one thing that was asked for."""
        if call.interactive:
            from windows import settings_window

            settings_window.show(call.installation)
            said = ""
        else:
            said = _do(call)
        status = statuses.look(call.installation)
        text = f"{statuses.text(status, call.installation)}\n{said}".strip()
        return [(GObject.TYPE_STRING, text)]


def _do(call: Call) -> str:
    action, colorizer = map(call.config.get_property, ("action", "colorizer"))
    if action == "status":
        return ""
    if action in ("install", "remove") and not colorizer:
        raise ColorizeError(_("Say which colorizer: give its name as “colorizer”."))
    progress = Progress(_("Colorize: Settings"))
    try:
        if action == "restart":
            progress.wait_for(lambda say: ending.restart(call.installation, say))
            return ""
        client = progress.wait_for(lambda say: starter.ready_backend(call.installation, say))
        if action == "install":
            return progress.wait_for(
                lambda say: colorizer_installation.install(client, colorizer, say)
            )
        if action == "remove":
            return progress.wait_for(lambda say: colorizer_installation.remove(client, colorizer))
        return ""
    finally:
        progress.end()

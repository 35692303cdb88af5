# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder that ``COLORIZE_AUTO_HOME`` names by mistake: what is in it is somebody's work."""

from __future__ import annotations

from installer.errors import InstallationError
from installer.locations import Locations
from installer.machine import Machine


def refuse_in_use(locations: Locations, machine: Machine) -> None:
    """Refuse a chosen folder with a ``venv`` or ``state`` that no installation has made.

    Raises
    ------
    InstallationError
        There is one; the text says what to do.
    """
    if machine.variable("COLORIZE_AUTO_HOME") is None:
        return
    if any(
        file.exists() for file in (locations.record, locations.installation_log, locations.facts)
    ):
        return
    for folder in (locations.venv, locations.state):
        if folder.exists():
            raise InstallationError(
                f"COLORIZE_AUTO_HOME names {locations.home}, and {folder} is there already, not "
                "made by install.py. Nothing was changed.\n"
                "What to do: let COLORIZE_AUTO_HOME name a new folder, for instance "
                f"{locations.home / 'colorize-auto'}, then run this command again."
            )

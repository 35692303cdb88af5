# SPDX-License-Identifier: GPL-3.0-or-later
"""``install.py --uninstall``: away with everything that the installer made, and nothing else."""

from __future__ import annotations

import contextlib
from pathlib import Path

from installer import (
    chosen_home,
    environment,
    everyday,
    gimp_profiles,
    gimp_root,
    plug_in,
    plug_in_modules,
    running_backend,
)
from installer.errors import InstallationError
from installer.locations import CHECKOUT, Locations
from installer.machine import Machine
from installer.narration import Narration


def run(machine: Machine, narration: Narration) -> None:
    """Remove program, state, plug-in folders and the tests' GIMP; say what was removed.

    Raises
    ------
    InstallationError
        Something cannot be removed, or not safely. All the rest is gone then, and the record of
        what is left stays for the next time.
    """
    locations = Locations.of(machine)
    chosen_home.refuse_in_use(locations, machine)
    narration.step("Removing Colorize (Auto)")
    running_backend.end(locations, narration)
    removed, left = _remove_plug_ins(locations, machine, narration)
    if locations.gimp_root.exists():
        gimp_root.remove(locations.gimp_root)
        narration.say(f"Removed {locations.gimp_root}")
        removed += 1
    locations.test_environment_log.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        locations.cache.rmdir()
    # Last: Windows has the cache in it.
    removed += _remove_home(locations, narration, keep_record=bool(left))
    if left:
        raise InstallationError(
            f"These stay: {', '.join(map(str, left))}.\n"
            "What to do: close GIMP, see to it that you may write there, and run the same command "
            "again."
        )
    if removed == 0:
        narration.say("There was nothing to remove.")
    narration.step("Done")
    narration.say(
        f"The folder {CHECKOUT}, with its results of tries and tests, is yours to delete."
    )


def _remove_plug_ins(
    locations: Locations, machine: Machine, narration: Narration
) -> tuple[int, list[Path]]:
    """Take the plug-in from every profile; give how many had it, and those that still have it."""
    connection_by_hand = plug_in_modules.load("backend_access.connection_by_hand")
    record = everyday.record_of(locations)
    folders = [Path(path) for path in record["plug_ins"]]
    folders += [profile.plug_in for profile in gimp_profiles.existing(machine)]
    removed = 0
    refused = []
    for folder in dict.fromkeys(folders):
        if not folder.is_dir():
            continue
        try:
            foreign = plug_in.take_from(folder)
            # Its token is of no use to anybody now.
            connection_by_hand.file_in(folder.parents[1]).unlink(missing_ok=True)
        except OSError as error:
            refused.append(folder)
            narration.warn(f"The plug-in in {folder} could not be removed: {error}")
            continue
        removed += 1
        if foreign:
            names = ", ".join(str(path.relative_to(folder)) for path in foreign)
            narration.warn(f"Removed the plug-in from {folder}; these files are not ours: {names}")
        else:
            narration.say(f"Removed {folder}")
    for made in reversed(record["made"]):
        with contextlib.suppress(OSError):
            Path(made).rmdir()  # only where it is empty again
    return removed, refused


def _remove_home(locations: Locations, narration: Narration, *, keep_record: bool) -> int:
    removed = 0
    for folder in (locations.venv, environment.set_aside(locations.venv), locations.state):
        if folder.exists():
            environment.remove(folder)
            narration.say(f"Removed {folder}")
            removed += 1
    for file in (locations.record, locations.installation_log, locations.facts):
        if file.exists() and not (keep_record and file == locations.record):
            file.unlink()
            removed += 1
    for folder in (locations.colorizers, locations.home):
        with contextlib.suppress(OSError):
            folder.rmdir()
    if locations.home.exists() and not keep_record:
        narration.warn(f"{locations.home} stays: it holds files that the installer did not make.")
    return removed

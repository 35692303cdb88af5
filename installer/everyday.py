# SPDX-License-Identifier: GPL-3.0-or-later
"""``install.py``: the program, the plug-in in every GIMP 3 profile, and a record of both."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installer import chosen_home, gimp_profiles, gimp_programs, interpreter, plug_in, program
from installer.errors import InstallationError
from installer.gimp_profiles import Profile
from installer.gimp_programs import GimpProgram
from installer.locations import Locations
from installer.machine import Machine
from installer.narration import Narration
from installer.program import Program

STORE_GIMP = (
    "There is a GIMP from the Microsoft Store, which keeps its plug-ins where other programs "
    "cannot put any. Install GIMP from gimp.org, start it once and run this command again."
)


@dataclass(frozen=True)
class Outcome:
    """What an installation has brought about.

    Parameters
    ----------
    program : Program
        The installed program.
    profiles : list of Profile
        The GIMP profiles that now hold the plug-in.
    waiting : list of GimpProgram
        GIMPs that cannot have it yet, because they have never been started.
    has_flatpak : bool
        Whether a GIMP from Flatpak may use one of them.
    """

    program: Program
    profiles: list[Profile]
    waiting: list[GimpProgram]
    has_flatpak: bool


def install(machine: Machine, narration: Narration) -> Outcome:
    """Install or upgrade everything; safe to run again at any time.

    Raises
    ------
    InstallationError
        Something stopped it; the text says what to do.
    """
    interpreter.refuse_store_python()
    _refuse_sudo(machine)
    locations = Locations.of(machine)
    chosen_home.refuse_in_use(locations, machine)
    installed = program.ensure(locations, machine, narration)
    narration.step(f"Program {installed.version} in {locations.home}")
    narration.say(
        f"PyTorch {installed.torch}; computes on: {installed.device} ({installed.precision})"
    )
    written = plug_in.facts(locations, installed)
    plug_in.write_facts(locations.home, written)
    gimps = gimp_programs.find(machine)
    profiles = _put_into_profiles(locations, gimp_profiles.existing(machine), written, narration)
    waiting = [gimp for gimp in gimps if not gimp.has_run(machine)]
    return Outcome(installed, profiles, waiting, gimp_programs.has_flatpak(gimps, machine))


def tell_next_steps(outcome: Outcome, machine: Machine, narration: Narration) -> None:
    """Say what to do in GIMP now, or how to come by a GIMP 3."""
    command = Locations.of(machine).command
    for gimp in outcome.waiting:
        narration.step(f"GIMP {gimp.version} ({gimp.program}) does not have the plug-in yet")
        narration.say(
            "It has never been started. Start it once and end it, then run this command again: at "
            "its first start it takes over the settings of an older GIMP, and only then does it "
            "have a place for plug-ins."
        )
    if not outcome.profiles:
        if not outcome.waiting:
            narration.step("No GIMP 3 was found")
            narration.say(
                STORE_GIMP
                if gimp_programs.is_from_store(machine)
                else "When GIMP 3.0 or newer (gimp.org) is installed and has been started once, "
                "run this command again: it puts the plug-in into it."
            )
        narration.say(
            "The command line works without GIMP:\n    "
            + machine.typed(command, "photo.jpg", "-o", "color.png")
        )
        return
    narration.step("Next, in GIMP 3 (start it anew if it is open)")
    narration.say("Open a black-and-white photo and choose Filters > Colorize (Auto)...")
    narration.say("If the entry is missing, 'python3 install.py doctor' says why.")
    if outcome.has_flatpak or not all(profile.can_start_programs for profile in outcome.profiles):
        narration.say(
            "A GIMP from Flatpak or Snap may not start other programs. Before you use the plug-in "
            f"there, start the backend yourself:\n    {machine.typed(command, 'serve')}"
        )


def record_of(locations: Locations) -> dict[str, list[str]]:
    """Read what earlier installations put outside the program's own folder.

    Returns
    -------
    dict
        "plug_ins", the plug-in's folders, and "made", folders that did not exist before.
    """
    try:
        read = json.loads(locations.record.read_text(encoding="utf-8"))
        return {key: [str(path) for path in read[key]] for key in ("plug_ins", "made")}
    except (OSError, ValueError, KeyError, TypeError):
        return {"plug_ins": [], "made": []}


def _put_into_profiles(
    locations: Locations, profiles: list[Profile], written: dict[str, Any], narration: Narration
) -> list[Profile]:
    record = record_of(locations)
    done = []
    failed = []
    for profile in profiles:
        # Recorded first: an installation that is interrupted here is uninstalled all the same.
        record["plug_ins"].append(str(profile.plug_in))
        _write_record(locations, record)
        try:
            made = plug_in.put_into(profile, written)
        except OSError as error:
            failed.append(profile)
            narration.warn(f"The plug-in could not be put into {profile.folder}: {error}")
            continue
        record["made"] += [str(path) for path in made]
        _write_record(locations, record)
        done.append(profile)
        narration.step(f"Plug-in in {profile.plug_in}")
    if failed and not done:
        raise InstallationError(
            "The plug-in could not be put into any GIMP profile.\n"
            "What to do: see to it that you may write the folders named above, then run this "
            "command again."
        )
    return done


def _refuse_sudo(machine: Machine) -> None:
    """Stop before the program ends up in root's home, or in the user's but owned by root."""
    if machine.is_sudo:
        raise InstallationError(
            "This would install the program for root, where your GIMP does not find it.\n"
            "What to do: run the same command without sudo. It needs no rights but your own."
        )


def _write_record(locations: Locations, record: dict[str, list[str]]) -> None:
    unique = {key: list(dict.fromkeys(paths)) for key, paths in record.items()}
    fresh = Path(f"{locations.record}.new")
    fresh.write_text(json.dumps(unique, indent=2) + "\n", encoding="utf-8")
    fresh.replace(locations.record)

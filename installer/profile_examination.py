# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with the plug-in in one GIMP profile; GIMP itself would say nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from installer import plug_in
from installer.gimp_profiles import Profile
from installer.locations import FACTS, PLUG_IN_NAME, Locations
from installer.machine import Machine
from installer.program import Program

PROCEDURE = "plug-in-colorize-auto"

_INSTALL = "run 'python3 install.py'"


@dataclass(frozen=True)
class Finding:
    """One fact about a profile.

    Parameters
    ----------
    text : str
        The fact.
    what_to_do : str or None
        What to do about it; None if all is well.
    """

    text: str
    what_to_do: str | None = None


def examine(
    profile: Profile, installed: Program | None, machine: Machine, *, has_flatpak: bool = False
) -> list[Finding]:
    """Look at one profile.

    Parameters
    ----------
    profile : Profile
        The profile.
    installed : Program or None
        The installed program, if there is one that works.
    machine : Machine
        This machine.
    has_flatpak : bool
        Whether a GIMP from Flatpak may be here, which shares the profile of the system's.

    Returns
    -------
    list of Finding
        In the order of reading.
    """
    findings = list(_misplaced(profile))
    if not profile.plug_in.is_dir():
        findings.append(Finding("The plug-in is not in this profile", _INSTALL))
        return findings
    if not profile.main_file.is_file():
        findings.append(
            Finding(
                f"{profile.plug_in} has no {profile.main_file.name}; GIMP wants the main file "
                "to be called like its folder",
                _INSTALL,
            )
        )
        return findings
    findings.append(Finding(f"plug-in: {profile.main_file}"))
    findings += _run_bit(profile, machine)
    findings += _files(profile)
    findings += _facts(profile, installed)
    findings += _python_of_gimp(profile, machine)
    findings += _registration(profile)
    if not profile.can_start_programs or (has_flatpak and profile.kind == "system"):
        findings.append(
            Finding(
                "A GIMP from Flatpak or Snap may not start the backend itself: before you use the "
                "plug-in there, run this in a terminal: "
                + machine.typed(Locations.of(machine).command, "serve")
            )
        )
    return findings


def _misplaced(profile: Profile) -> Iterator[Finding]:
    main = f"{PLUG_IN_NAME}.py"
    if (profile.plug_ins / main).is_file():
        yield Finding(
            f"{profile.plug_ins / main} lies directly in 'plug-ins'; GIMP looks into subfolders "
            "only",
            f"delete that file, then {_INSTALL}",
        )
    places = [*profile.plug_ins.glob(f"*/{main}"), *profile.plug_ins.glob(f"*/*/{main}")]
    for found in sorted(places):
        if found.parent == profile.plug_in:
            continue
        yield Finding(
            f"{found.parent} holds the plug-in under a wrong folder name: GIMP ignores it, because "
            f"the folder must be called '{PLUG_IN_NAME}' and lie directly in 'plug-ins'",
            f"delete that folder, then {_INSTALL}",
        )


def _run_bit(profile: Profile, machine: Machine) -> Iterator[Finding]:
    if not machine.is_windows and not plug_in.is_runnable(profile.main_file):
        yield Finding(
            f"{profile.main_file.name} has no run bit, so GIMP ignores it without a word",
            f"chmod +x '{profile.main_file}', or {_INSTALL}",
        )


def _files(profile: Profile) -> Iterator[Finding]:
    differing = plug_in.differing_files(profile.plug_in)
    if differing:
        yield Finding(f"missing, or not as shipped: {', '.join(differing)}", _INSTALL)


def _facts(profile: Profile, installed: Program | None) -> Iterator[Finding]:
    facts = plug_in.read_facts(profile.plug_in)
    if facts is None:
        yield Finding(
            f"{FACTS} is missing or damaged; the plug-in does not know where the program is",
            _INSTALL,
        )
        return
    version = facts.get("version")
    if installed is not None and version != installed.version:
        yield Finding(
            f"The plug-in is of version {version}, the program of version {installed.version}",
            _INSTALL,
        )
    else:
        yield Finding(f"version {version}")
    start = facts.get("start")
    if not isinstance(start, list) or not start:
        yield Finding(f"{FACTS} does not say how to start the program", _INSTALL)
    elif not Path(str(start[0])).is_file():
        yield Finding(f"The plug-in would start {start[0]}, which is not there", _INSTALL)


def _python_of_gimp(profile: Profile, machine: Machine) -> Iterator[Finding]:
    # Only a GIMP of the system runs plug-ins with the python3 of PATH; others bring their own.
    if profile.kind not in ("system", "GIMP3_DIRECTORY") or not _has_gimp(machine):
        return
    python = machine.program("python3")
    if python is None:
        yield Finding(
            "GIMP needs a python3 on PATH to run plug-ins, and there is none",
            "install your system's python3 with its GObject bindings (Debian: python3-gi)",
        )
        return
    has_gi = subprocess.run(
        [python, "-c", "import gi"], capture_output=True, stdin=subprocess.DEVNULL
    )
    if has_gi.returncode == 0:
        yield Finding(f"plug-ins run with {python}, which has 'gi'")
    else:
        yield Finding(
            f"The first python3 on PATH, {python}, lacks 'gi'. A GIMP started from this shell "
            "cannot run any Python plug-in; one started from the desktop's menu may well",
            "install Debian's python3-gi, or start GIMP without pyenv, conda or a venv in front of "
            "the system's python3: PATH=/usr/bin:/bin gimp",
        )


def _has_gimp(machine: Machine) -> bool:
    return any(machine.program(name) for name in ("gimp", "gimp-3.0", "gimp-3.2", "gimp-console"))


def _registration(profile: Profile) -> Iterator[Finding]:
    cache = profile.folder / "pluginrc"
    try:
        text = cache.read_text(encoding="utf-8", errors="replace")
        looked_since = cache.stat().st_mtime > profile.main_file.stat().st_mtime
    except OSError:
        return
    if not looked_since:
        yield Finding("GIMP has not been started since the plug-in was put here")
    elif PROCEDURE in text:
        yield Finding("GIMP knows the plug-in: Filters > Colorize (Auto)...")
    else:
        yield Finding(
            "GIMP has looked at the plug-in since and did not take it into its menus",
            "start GIMP from a terminal and read what it says about colorize_auto",
        )

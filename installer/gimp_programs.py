# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP 3 programs on this machine."""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from installer import gimp_profiles
from installer.machine import Machine

_VERSION = re.compile(r"(?<![\d.])(3\.\d+)")


@dataclass(frozen=True)
class GimpProgram:
    """An installed GIMP 3.

    Parameters
    ----------
    kind : str
        As in `Profile.kind`.
    version : str
        Major and minor version, as in the name of the profile folder, for instance "3.0".
    program : str
        What people start.
    """

    kind: str
    version: str
    program: str

    def has_run(self, machine: Machine) -> bool:
        """Tell whether this GIMP has made its profile folder, which it does at its first start."""
        named = gimp_profiles.asked_for(machine)
        if named is not None and self.kind not in ("flatpak", "snap"):
            return named.folder.is_dir()
        bases = (base for kind, base in gimp_profiles.bases(machine) if kind == self.kind)
        return any((base / self.version).is_dir() for base in bases)


def find(machine: Machine) -> list[GimpProgram]:
    """Find every GIMP 3 of this machine, at most one per kind and version."""
    found: dict[tuple[str, str], GimpProgram] = {}
    for program in _search(machine):
        found.setdefault((program.kind, program.version), program)
    return list(found.values())


def has_flatpak(programs: list[GimpProgram], machine: Machine) -> bool:
    """Tell whether a GIMP from Flatpak is or was here: it may share the profile of the system's."""
    data = machine.home / ".var" / "app" / "org.gimp.GIMP"
    return data.is_dir() or any(program.kind == "flatpak" for program in programs)


def is_from_store(machine: Machine) -> bool:
    """Tell whether the Microsoft Store's GIMP is here: it hides its profile from other programs."""
    local = machine.folder("LOCALAPPDATA")
    return machine.is_windows and local is not None and any((local / "Packages").glob("GIMP*"))


def _search(machine: Machine) -> Iterator[GimpProgram]:
    if machine.is_windows:
        yield from _on_windows(machine)
    elif machine.system == "darwin":
        yield from _on_macos(machine)
    else:
        yield from _on_path(machine)
        yield from _as_flatpak(machine)
        yield from _as_snap(machine)


def _on_path(machine: Machine) -> Iterator[GimpProgram]:
    minors = range(0, 20, 2)
    for name in ("gimp", "gimp-3", *(f"gimp-3.{n}" for n in minors), "gimp-console"):
        program = machine.program(name)
        if program is None or _is_of_snap(program):
            continue
        version = _minor_version(_answer([program, "--version"]))
        if version:
            yield GimpProgram("system", version, program)


def _is_of_snap(program: str) -> bool:
    target = Path(program).resolve()
    return target.is_relative_to("/snap") or target.name == "snap"  # snaps start through snap


def _as_flatpak(machine: Machine) -> Iterator[GimpProgram]:
    flatpak = machine.program("flatpak")
    if flatpak:
        text = _answer([flatpak, "info", "org.gimp.GIMP"])
        version = _minor_version(text.partition("Version:")[2])
        if version:
            yield GimpProgram("flatpak", version, "flatpak run org.gimp.GIMP")


def _as_snap(machine: Machine) -> Iterator[GimpProgram]:
    snap = machine.program("snap")
    if snap:
        version = _minor_version(_answer([snap, "list", "gimp"]))
        if version:
            yield GimpProgram("snap", version, "snap run gimp")


def _on_windows(machine: Machine) -> Iterator[GimpProgram]:
    local = machine.folder("LOCALAPPDATA") or machine.home / "AppData" / "Local"
    places = [machine.folder("ProgramFiles"), machine.folder("ProgramW6432"), local / "Programs"]
    for place in places:
        if place is None:
            continue
        for console in sorted(place.glob("GIMP 3*/bin/gimp-console-3*.exe")):
            version = _minor_version(_answer([str(console), "--version"]))
            if version:
                yield GimpProgram("windows", version, str(console.parent.parent))


def _on_macos(machine: Machine) -> Iterator[GimpProgram]:
    for place in (Path("/Applications"), machine.home / "Applications"):
        for facts in sorted(place.glob("GIMP*.app/Contents/Info.plist")):
            try:
                text = str(plistlib.loads(facts.read_bytes())["CFBundleShortVersionString"])
            except (OSError, ValueError, KeyError, plistlib.InvalidFileException):
                continue
            version = _minor_version(text)
            if version:
                yield GimpProgram("macos", version, str(facts.parent.parent))


def _minor_version(text: str) -> str | None:
    found = _VERSION.search(text)
    return found[1] if found else None


def _answer(command: list[str]) -> str:
    try:
        answer = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},  # "Version:" in English
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout if answer.returncode == 0 else ""

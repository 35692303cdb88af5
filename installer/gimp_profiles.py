# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP 3's profile folders: where each kind of installation keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from installer.locations import PLUG_IN_NAME
from installer.machine import Machine

_MINOR_VERSION = re.compile(r"3\.\d+")


@dataclass(frozen=True)
class Profile:
    """A folder in which a GIMP keeps a user's settings and plug-ins.

    Parameters
    ----------
    kind : str
        "system", "flatpak", "snap", "windows", "macos", or "GIMP3_DIRECTORY".
    folder : Path
        The profile folder.
    """

    kind: str
    folder: Path

    @property
    def plug_ins(self) -> Path:
        """The folder of the user's plug-ins."""
        return self.folder / "plug-ins"

    @property
    def plug_in(self) -> Path:
        """The folder of our plug-in."""
        return self.plug_ins / PLUG_IN_NAME

    @property
    def main_file(self) -> Path:
        """The file that GIMP starts."""
        return self.plug_in / f"{PLUG_IN_NAME}.py"

    @property
    def can_start_programs(self) -> bool:
        """Whether a plug-in in such a GIMP may start the backend; a sandbox forbids it."""
        return self.kind not in ("flatpak", "snap")


def existing(machine: Machine) -> list[Profile]:
    """Find the profiles of every GIMP 3.x that has run here.

    One that never ran has none, and none must be made for it: GIMP takes over the settings,
    brushes and shortcuts of an older version only where there is no profile yet.
    """
    found: dict[Path, Profile] = {}
    named = asked_for(machine)
    if named is not None and named.folder.is_dir():
        found[named.folder.resolve()] = named
    for kind, base in bases(machine):
        for folder in _version_folders(base):
            found.setdefault(folder.resolve(), Profile(kind, folder))
    return list(found.values())


def asked_for(machine: Machine) -> Profile | None:
    """Give the profile that the variable GIMP3_DIRECTORY names, whether it exists or not."""
    value = machine.variable("GIMP3_DIRECTORY")
    if value is None:
        return None
    # GIMP takes a relative folder as one below the user's home.
    return Profile("GIMP3_DIRECTORY", machine.home / value)


def bases(machine: Machine) -> list[tuple[str, Path]]:
    """Give the folders that hold profiles, one per GIMP version, each with its kind.

    Of two folders of one kind, the first is the one that a GIMP started now would use.
    """
    if machine.is_windows:
        roaming = machine.folder("APPDATA") or machine.home / "AppData" / "Roaming"
        return [("windows", roaming / "GIMP")]
    if machine.system == "darwin":
        return [("macos", machine.home / "Library" / "Application Support" / "GIMP")]
    home = machine.home
    # A GIMP started from the desktop may not know the shell's XDG_CONFIG_HOME: both are looked at.
    configured = machine.folder("XDG_CONFIG_HOME") or home / ".config"
    return [
        ("system", configured / "GIMP"),
        ("system", home / ".config" / "GIMP"),
        # Flathub's GIMP is let into the folder of the system's; others have one of their own.
        ("flatpak", configured / "GIMP"),
        ("flatpak", home / ".var" / "app" / "org.gimp.GIMP" / "config" / "GIMP"),
        ("snap", home / "snap" / "gimp" / "current" / ".config" / "GIMP"),
    ]


def _version_folders(base: Path) -> Iterator[Path]:
    try:
        folders = sorted(base.iterdir())
    except OSError:
        return
    for folder in folders:
        if _MINOR_VERSION.fullmatch(folder.name) and folder.is_dir():
            yield folder

# SPDX-License-Identifier: GPL-3.0-or-later
"""Where everything is kept: the same folders as ``backend.locations``, standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from installer.machine import Machine

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder that install.py lies in."""

PLUG_IN_NAME = "colorize_auto"
"""Name of the plug-in's folder and, with ``.py``, of its main file: GIMP wants them equal."""

FACTS = "installation.json"
"""Name of the file in which the installer tells the plug-in where the backend is."""

_DISTRIBUTION = "colorize-auto"


@dataclass(frozen=True)
class Locations:
    """The folders and files of one installation.

    Parameters
    ----------
    home : Path
        The one folder for everything that the program keeps.
    cache : Path
        For what can be made again at any time (the test's GIMP).
    windows : bool
        Whether the private environment is laid out as on Windows.
    """

    home: Path
    cache: Path
    windows: bool

    @classmethod
    def of(cls, machine: Machine) -> Locations:
        """Give the folders for a machine and its environment variables."""
        asked = machine.variable("COLORIZE_AUTO_HOME")
        return cls(
            home=Path(asked).expanduser().absolute() if asked else _user_data(machine),
            cache=_user_cache(machine),
            windows=machine.is_windows,
        )

    @property
    def venv(self) -> Path:
        """The private Python environment."""
        return self.home / "venv"

    @property
    def python(self) -> Path:
        """The private environment's Python."""
        return self.venv / ("Scripts/python.exe" if self.windows else "bin/python")

    @property
    def command(self) -> Path:
        """The ``gimp-colorize`` program."""
        return self.python.with_name("gimp-colorize.exe" if self.windows else "gimp-colorize")

    @property
    def state(self) -> Path:
        """What the backend writes while it lives."""
        return self.home / "state"

    @property
    def connection(self) -> Path:
        """Address and token of the running backend."""
        return self.state / "connection.json"

    @property
    def backend_log(self) -> Path:
        """The backend's log."""
        return self.state / "backend.log"

    @property
    def installation_log(self) -> Path:
        """Everything that pip printed during the last installation."""
        return self.home / "installation.log"

    @property
    def facts(self) -> Path:
        """What the plug-in is told, kept for those who speak to the backend without GIMP."""
        return self.home / FACTS

    @property
    def record(self) -> Path:
        """What the installer has put outside `home`, for ``--uninstall``."""
        return self.home / "installed.json"

    @property
    def colorizers(self) -> Path:
        """Weights that the user has added."""
        return self.home / "colorizers"

    @property
    def test_environment_log(self) -> Path:
        """Everything that pip printed while the test environment was made."""
        return self.cache / "test-environment.log"

    @property
    def gimp_root(self) -> Path:
        """The Debian folder with a GIMP 3 for the tests."""
        return self.cache / "gimp3-trixie"


def _user_data(machine: Machine) -> Path:
    if machine.is_windows:
        base = machine.folder("LOCALAPPDATA") or machine.home / "AppData" / "Local"
        return base / _DISTRIBUTION
    native = (
        machine.home / "Library" / "Application Support"
        if machine.system == "darwin"
        else machine.home / ".local" / "share"
    )
    return (machine.folder("XDG_DATA_HOME") or native) / _DISTRIBUTION


def _user_cache(machine: Machine) -> Path:
    if machine.is_windows:
        return _user_data(machine) / "Cache"
    native = machine.home / ("Library/Caches" if machine.system == "darwin" else ".cache")
    return (machine.folder("XDG_CACHE_HOME") or native) / _DISTRIBUTION

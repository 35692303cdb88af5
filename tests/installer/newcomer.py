# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody with a home folder of their own, who runs install.py there."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
if str(REPOSITORY) not in sys.path:
    sys.path.insert(0, str(REPOSITORY))

from installer.locations import Locations  # noqa: E402
from installer.machine import Machine  # noqa: E402

# SUDO_: whoever runs the tests with sudo is no newcomer.
_DROPPED = ("XDG_", "COLORIZE_AUTO_", "GIMP3_", "PYTEST_", "SUDO_")


@dataclass(frozen=True)
class User:
    """Somebody with a home folder of their own.

    Attributes
    ----------
    home : Path
    variables : dict
        Environment variables besides those of this process.
    """

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Give the environment of this user's processes."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(_DROPPED)}
        return {**kept, **self._home_variables, **self.variables}

    @property
    def _home_variables(self) -> dict[str, str]:
        if os.name != "nt":
            return {"HOME": str(self.home)}
        data = self.home / "AppData"
        return {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "LOCALAPPDATA": str(data / "Local"),
            "APPDATA": str(data / "Roaming"),
        }

    @property
    def machine(self) -> Machine:
        """Give the machine as the installer sees it when this user starts it."""
        return Machine(Machine.current().system, self.environment, self.home)

    @property
    def locations(self) -> Locations:
        return Locations.of(self.machine)

    def gimp_profile(self, place: str = ".config/GIMP/3.0") -> Path:
        """Make an empty GIMP profile."""
        folder = self.home / place
        (folder / "plug-ins").mkdir(parents=True)
        return folder

    def run(
        self,
        *arguments: str,
        cwd: Path | None = None,
        python: str = sys.executable,
        checkout: Path = REPOSITORY,
    ) -> subprocess.CompletedProcess[str]:
        """Run install.py to its end."""
        return subprocess.run(
            [python, str(checkout / "install.py"), *arguments],
            cwd=cwd or self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=900,
        )

    def start_backend(self) -> int:
        """Start this user's backend, as the plug-in does, and give its process number."""
        code = (
            "import sys; sys.path.insert(0, sys.argv[1]);"
            "from installer import running_backend;"
            "from installer.locations import Locations;"
            "from installer.machine import Machine;"
            "from installer.narration import Narration;"
            "here = Locations.of(Machine.current());"
            "print(running_backend.start(here, Narration(sys.stderr)).health()['pid'])"
        )
        answer = subprocess.run(
            [sys.executable, "-c", code, str(REPOSITORY)],
            cwd=self.home,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return int(answer.stdout)


def pip_variables() -> dict[str, str]:
    """Let another home folder use this user's pip configuration and cache."""
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True, check=False
    )
    found = {"PIP_CACHE_DIR": answer.stdout.strip()} if answer.returncode == 0 else {}
    configuration = Path.home() / ".config" / "pip" / "pip.conf"
    if configuration.is_file() and "PIP_CONFIG_FILE" not in os.environ:
        found["PIP_CONFIG_FILE"] = str(configuration)
    return found


def program_file(folder: Path, name: str, script: str) -> Path:
    """Put a shell script into a folder, as a program of that name."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file

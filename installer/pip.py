# SPDX-License-Identifier: GPL-3.0-or-later
"""pip in a private environment: what it is told, and what is shown of what it does."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from installer.environment import SHOWN
from installer.errors import CommandFailed, InstallationError
from installer.machine import Machine
from installer.narration import Narration
from installer.running import run_visibly

_RAW_PROGRESS_SINCE = (24, 1)
_NO_CONNECTION = ("proxy", "connection", "timed out", "resolve", "ssl", "certificate")


def install(
    python: Path,
    arguments: Sequence[str],
    title: str,
    machine: Machine,
    narration: Narration,
    log: Path,
) -> None:
    """Run ``pip install`` with the user's own pip configuration.

    Raises
    ------
    CommandFailed
        pip ended with an error.
    """
    command = [str(python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    if _version(python) >= _RAW_PROGRESS_SINCE:
        command += ["--progress-bar", "raw"]
    run_visibly(
        [*command, *arguments],
        title,
        narration,
        log,
        _Summary(),
        machine.clean_environment(PIP_QUIET="0"),
    )


def reached_no_index(error: CommandFailed) -> bool:
    """Tell whether pip knows of no version at all because no package index answered it."""
    return error.mentions("from versions: none") and error.mentions(*_NO_CONNECTION)


def explain(error: CommandFailed, machine: Machine, log: Path) -> InstallationError:
    """Turn pip's failure into a sentence that says what to do."""
    if error.mentions("no space left", "not enough free disk space"):
        advice = "The disk is full. Free some gigabytes and run the same command again."
    elif error.mentions(*_NO_CONNECTION):
        advice = (
            "The package index could not be reached. Check the network; behind a proxy set "
            "HTTPS_PROXY or 'pip config set global.proxy ADDRESS'. Then run the same command "
            "again: it goes on where it stopped."
        )
    elif error.mentions("no matching distribution found for torch") and (
        machine.system,
        machine.processor,
    ) == ("darwin", "x86_64"):
        advice = (
            "There is no current PyTorch for Intel processors on macOS. If this Mac has an Apple "
            "processor, run install.py with the Python of python.org, which is built for it. On a "
            "Mac with an Intel processor the program cannot run."
        )
    elif error.mentions("no matching distribution"):
        advice = (
            "The package index has no build of that package for this Python and system. Run "
            "install.py with another Python (3.10 to 3.13 are the safest choices)."
        )
    elif error.mentions("permission denied", "access is denied"):
        advice = "A file could not be written. Close GIMP and run the same command again."
    else:
        advice = "Run the same command again; if it fails again, look into the log."
    return InstallationError(f"{error}\nWhat to do: {advice}\nThe whole log: {log}")


class _Summary:
    """Makes a live line out of pip's lines; remembers which file the progress belongs to."""

    _downloading = re.compile(r"^\s*(?:Downloading|Using cached) (?P<file>\S+)")
    _progress = re.compile(r"^Progress (?P<done>\d+) of (?P<all>\d+)")

    def __init__(self) -> None:
        self._file = ""

    def __call__(self, line: str) -> str | None:
        progress = self._progress.match(line)
        if progress:
            done, total = (int(progress[name]) / 1e6 for name in ("done", "all"))
            return f"Downloading {self._file}: {done:.0f} of {total:.0f} MB"
        downloading = self._downloading.match(line)
        if downloading:
            self._file = downloading["file"].rpartition("/")[2].partition(".whl")[0]
        text = line.strip()
        worth_showing = text.startswith(
            ("Collecting", "Downloading", "Installing", "Building", "Preparing", "Processing")
        )
        return text[:SHOWN] if worth_showing else None


def _version(python: Path) -> tuple[int, int]:
    answer = subprocess.run(
        [str(python), "-m", "pip", "--version"], capture_output=True, text=True, errors="replace"
    )
    found = re.match(r"pip (\d+)\.(\d+)", answer.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)

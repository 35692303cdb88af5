# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a Python that is new enough for the program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from installer.errors import InstallationError
from installer.machine import Machine

MINIMUM = (3, 10)
_NEWEST_TRIED = 19

# Windows redirects what a Python from its Store writes below AppData; GIMP would not see it.
_STORE = "PythonSoftwareFoundation"

_QUESTION = (
    "import sys; print('python', *sys.version_info[:3], "
    f"sys.maxsize > 2**32 and '{_STORE}' not in sys.base_prefix)"
)


@dataclass(frozen=True)
class Interpreter:
    """A Python that runs.

    Parameters
    ----------
    command : tuple of str
        How to start it.
    version : tuple of int
        (major, minor, micro).
    """

    command: tuple[str, ...]
    version: tuple[int, int, int]

    @property
    def version_text(self) -> str:
        """The version as people write it."""
        return ".".join(map(str, self.version))


def find(machine: Machine) -> Interpreter:
    """Find a 64-bit Python >= 3.10: this one, else one on PATH or known to Windows' ``py``.

    Raises
    ------
    InstallationError
        There is none; the text says how to get one.
    """
    refuse_store_python()
    for command in _candidates(machine):
        found = ask(command)
        if found is not None and found.version[:2] >= MINIMUM:
            return found
    this = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, MINIMUM))
    raise InstallationError(
        f"Colorize (Auto) needs a 64-bit Python {wanted} or newer; this is Python {this} and no "
        f"newer one was found.\n"
        f"What to do: {_how_to_get_python(machine)}, then run install.py with it."
    )


def refuse_store_python() -> None:
    """Refuse to go on where this Python is the one of the Microsoft Store.

    Raises
    ------
    InstallationError
        It is; the text says what to do.
    """
    if _STORE in sys.base_prefix:
        raise InstallationError(
            "This is the Python of the Microsoft Store. What it writes below AppData is redirected "
            "by Windows, and GIMP does not see it.\n"
            "What to do: install Python from python.org, then run 'py install.py' with it."
        )


def ask(command: tuple[str, ...]) -> Interpreter | None:
    """Start a Python and ask for its version.

    Returns
    -------
    Interpreter or None
        None if it does not run, has only 32 bits or is the one of the Microsoft Store.
    """
    try:
        answer = subprocess.run(
            [*command, "-c", _QUESTION],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = answer.stdout.split()
    if answer.returncode != 0 or len(words) != 5 or words[0] != "python" or words[4] != "True":
        return None
    return Interpreter(command, (int(words[1]), int(words[2]), int(words[3])))


def _candidates(machine: Machine) -> Iterator[tuple[str, ...]]:
    if sys.executable:
        yield (sys.executable,)
    minors = range(_NEWEST_TRIED, MINIMUM[1] - 1, -1)
    if machine.is_windows and machine.program("py"):
        yield from ((str(machine.program("py")), f"-3.{minor}") for minor in minors)
    for name in ("python3", "python", *(f"python3.{minor}" for minor in minors)):
        program = machine.program(name)
        if program is not None:
            yield (program,)


def _how_to_get_python(machine: Machine) -> str:
    if machine.is_windows or machine.system == "darwin":
        return "install the current Python from python.org"
    if machine.program("apt-get"):
        return "install one, for instance with 'sudo apt install python3.11 python3.11-venv'"
    return "install a newer Python with your system's package program"

# SPDX-License-Identifier: GPL-3.0-or-later
"""Private Python environments: making one, telling a sound one from a broken one."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from installer import interpreter
from installer.errors import CommandFailed, InstallationError
from installer.machine import Machine
from installer.narration import Narration
from installer.running import run_visibly

SHOWN = 110  # characters of a program's line that the live line shows


def python_of(folder: Path, machine: Machine) -> Path:
    """Give the Python of the environment in a folder."""
    return folder / ("Scripts/python.exe" if machine.is_windows else "bin/python")


def is_sound(folder: Path, machine: Machine) -> bool:
    """Tell whether an environment's Python starts, is new enough and has a pip that starts."""
    python = str(python_of(folder, machine))
    found = interpreter.ask((python,))
    return found is not None and found.version[:2] >= interpreter.MINIMUM and _has_pip(python)


def make(folder: Path, machine: Machine, narration: Narration, log: Path) -> None:
    """Make an environment with pip; what was in the folder is removed first.

    Raises
    ------
    InstallationError
        It cannot be made; the text says what to install.
    """
    remove(folder)
    base = interpreter.find(machine)
    folder.parent.mkdir(parents=True, exist_ok=True)
    narration.say(f"Python {base.version_text} ({' '.join(base.command)})")
    ways: tuple[Callable[[], None], ...] = (
        lambda: _make_with_ensurepip(base, folder, machine, narration, log),
        lambda: _make_with_pip_of_base(base, folder, machine, narration, log),
        lambda: _make_after_apt(base, folder, machine, narration, log),
    )
    for way in ways:
        try:
            way()
        except CommandFailed as error:
            remove(folder)
            if error.mentions("no space left", "permission denied", "read-only"):
                raise
            continue
        if is_sound(folder, machine):
            return
        remove(folder)
    raise InstallationError(
        f"Python {base.version_text} cannot make a private environment here: its parts 'venv' and "
        f"'ensurepip' are missing.\nWhat to do: {_how_to_get_venv(base, machine)}, then run this "
        f"command again. (What was tried is in {log}.)"
    )


@contextlib.contextmanager
def replaced(folder: Path) -> Iterator[None]:
    """Let the environment of before stand aside while a new one is made in its place.

    Whatever ends that early, Ctrl+C included, puts the one of before into its place again.
    """
    if folder.exists():
        folder.rename(set_aside(folder))
    try:
        yield
    except BaseException:
        bring_back(folder)
        raise
    with contextlib.suppress(OSError):  # the new one is none the worse for it
        remove(set_aside(folder))


def bring_back(folder: Path) -> None:
    """Put an environment that stands aside into its place again, if there is one."""
    before = set_aside(folder)
    if before.exists():
        remove(folder)
        before.rename(folder)


def copy(folder: Path, into: Path, *, without: str) -> None:
    """Copy an environment, but for one file, by hard links where there are any.

    pip replaces files and writes into none: what it does in the copy leaves the original as it is.
    """
    shutil.copytree(
        folder,
        into,
        symlinks=True,
        ignore=shutil.ignore_patterns(without),
        copy_function=_link_or_copy,
    )


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def set_aside(folder: Path) -> Path:
    """Give the place in which an environment stands aside."""
    return folder.with_name(f"{folder.name}.before")


def remove(folder: Path) -> None:
    """Delete a folder and what is in it, also where Windows marks files as read-only."""
    if folder.is_symlink():
        folder.unlink()
        return
    if not folder.exists():
        return
    if sys.version_info >= (3, 12):
        shutil.rmtree(folder, onexc=_make_writable_and_retry)
    else:
        shutil.rmtree(folder, onerror=_make_writable_and_retry)


def _make_writable_and_retry(function: Callable[..., object], path: str, error: object) -> None:
    Path(path).chmod(stat.S_IRWXU)
    Path(path).parent.chmod(stat.S_IRWXU)
    function(path)


def _has_pip(python: str) -> bool:
    try:
        answer = subprocess.run(
            [python, "-m", "pip", "--version"], capture_output=True, timeout=120
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _make_with_ensurepip(
    base: interpreter.Interpreter,
    folder: Path,
    machine: Machine,
    narration: Narration,
    log: Path,
) -> None:
    _run([*base.command, "-m", "venv", str(folder)], machine, narration, log)


def _make_with_pip_of_base(
    base: interpreter.Interpreter,
    folder: Path,
    machine: Machine,
    narration: Narration,
    log: Path,
) -> None:
    # Debian without python3-venv but with python3-pip: pip can put itself into another environment.
    _run([*base.command, "-m", "venv", "--without-pip", str(folder)], machine, narration, log)
    python = str(python_of(folder, machine))
    _run(
        [*base.command, "-m", "pip", "--python", python, "install", "pip"], machine, narration, log
    )


def _make_after_apt(
    base: interpreter.Interpreter,
    folder: Path,
    machine: Machine,
    narration: Narration,
    log: Path,
) -> None:
    if not (machine.is_root and machine.program("apt-get")):
        raise CommandFailed("apt-get", 1, ["not the administrator of a Debian system"])
    package = _venv_package(base)
    narration.warn(f"Python's 'venv' is missing; as you are root, apt installs {package}.")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    _run(["apt-get", "update", "-q"], machine, narration, log, **quiet)
    _run(
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", package],
        machine,
        narration,
        log,
        **quiet,
    )
    _make_with_ensurepip(base, folder, machine, narration, log)


def _run(
    command: list[str], machine: Machine, narration: Narration, log: Path, **variables: str
) -> None:
    run_visibly(
        command,
        "Making a private Python environment",
        narration,
        log,
        lambda line: line.strip()[:SHOWN] or None,
        machine.clean_environment(**variables),
    )


def _venv_package(base: interpreter.Interpreter) -> str:
    major, minor, _ = base.version
    is_systems_own = Path(os.path.realpath(base.command[0])).parent == Path("/usr/bin")
    return f"python{major}.{minor}-venv" if is_systems_own else "python3-venv"


def _how_to_get_venv(base: interpreter.Interpreter, machine: Machine) -> str:
    if machine.program("apt-get"):
        return f"install them with 'sudo apt install {_venv_package(base)}'"
    return "install them with your system's package program, or take the Python from python.org"

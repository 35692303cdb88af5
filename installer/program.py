# SPDX-License-Identifier: GPL-3.0-or-later
"""The program in its private environment: installing it, upgrading it, asking it for facts."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from installer import environment, pip, running_backend
from installer.errors import CommandFailed, InstallationError
from installer.locations import CHECKOUT, Locations
from installer.machine import Machine
from installer.narration import Narration

CONSTRAINTS = CHECKOUT / "constraints.txt"
_SHIPPED = ("pyproject.toml", "README.md", "LICENSE", "backend", "models")

_MARK = "complete.json"

# Asked in the private environment, so that the installer need not know how cards are stored.
_FACTS = """
import json
from importlib.metadata import version
import torch
import backend.cli, backend.server_process
from models import registry
from models.device import choose_device
def facts_of(card):
    names = ("temperature", "vividness", "saturation")
    defaults = {n: getattr(card.defaults, n) for n in names if hasattr(card.defaults, n)}
    return dict(name=card.name, title=card.title, description=card.description, defaults=defaults,
                capabilities=list(card.capabilities))
device = choose_device("auto")
registry.load(registry.DEFAULT, choose_device("cpu"))  # damaged weights are found here
print("FACTS" + json.dumps({
    "version": version("colorize-auto"),
    "torch": torch.__version__,
    "device": device.title,
    "precision": device.precision,
    "default_colorizer": registry.DEFAULT,
    "colorizers": [facts_of(registry.card(name)) for name in registry.names()],
}))
"""


@dataclass(frozen=True)
class Program:
    """The installed program, as it describes itself.

    Parameters
    ----------
    version, torch, device, precision : str
        Of the program and of PyTorch, and what it computes on.
    default_colorizer : str
        Name of the colorizer that is used when none is chosen.
    colorizers : list of dict
        Name, title, description, default parameters and capabilities of each.
    """

    version: str
    torch: str
    device: str
    precision: str
    default_colorizer: str
    colorizers: list[dict[str, Any]]


def ensure(locations: Locations, machine: Machine, narration: Narration) -> Program:
    """Install or upgrade the program, unless this very version is there and works.

    A copy of the environment of before is upgraded; where that does not work, where an interruption
    left it half-made or where it was damaged since, a new one is made. The one of before goes when
    the other one works.

    Raises
    ------
    InstallationError
        The program could not be installed.
    """
    wanted = fingerprint()
    mark = locations.venv / _MARK
    _end_killed_replacement(locations)
    if _marked(mark) == wanted:
        try:
            return ask(locations, machine)
        except InstallationError:
            narration.warn("The private environment is damaged; making it anew.")
            mark.unlink()
    narration.step(f"Installing the program into {locations.home}")
    locations.home.mkdir(parents=True, exist_ok=True)
    locations.installation_log.write_text("", encoding="utf-8")
    running_backend.end(locations, narration)
    try:
        return _replace(locations, machine, narration, wanted)
    except BaseException:
        with contextlib.suppress(InstallationError):
            ask(locations, machine)
            narration.warn("What was installed before is in its place again.")
        raise


def ask(locations: Locations, machine: Machine) -> Program:
    """Ask the installed program for its facts.

    Raises
    ------
    InstallationError
        It is not installed, or does not work.
    """
    if not locations.python.exists():
        raise InstallationError(f"The program is not installed: there is no {locations.python}.")
    try:
        answer = subprocess.run(
            [str(locations.python), "-I", "-c", _FACTS],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=300,
            cwd=str(locations.home),
            env=machine.clean_environment(COLORIZE_AUTO_HOME=str(locations.home)),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallationError(f"The installed program does not start: {error}") from error
    for line in answer.stdout.splitlines():
        if line.startswith("FACTS"):
            return Program(**json.loads(line[len("FACTS") :]))
    last = (answer.stderr.strip().splitlines() or ["(it said nothing)"])[-1]
    raise InstallationError(f"The installed program does not work: {last}")


def is_current(locations: Locations) -> bool:
    """Tell whether the installed program is the one that lies beside install.py."""
    return _marked(locations.venv / _MARK) == fingerprint()


def fingerprint() -> str:
    """Give a text that changes with every change of what would be installed."""
    digest = hashlib.sha256()
    for path in _shipped_files():
        digest.update(path.relative_to(CHECKOUT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(CONSTRAINTS.read_bytes())
    return digest.hexdigest()


def install_torch(python: Path, machine: Machine, narration: Narration, log: Path) -> None:
    """Install the verified PyTorch: the build for this machine's card, else for the CPU.

    Raises
    ------
    InstallationError
        It could not be installed.
    """
    wishes = torch_wishes(machine, CONSTRAINTS.read_text(encoding="utf-8"))
    for number, wish in enumerate(wishes):
        narration.live(f"Looking for {wish}")
        try:
            pip.install(
                python,
                ["-c", str(CONSTRAINTS), wish],
                "Installing PyTorch",
                machine,
                narration,
                log,
            )
        except CommandFailed as error:
            missing = error.mentions("no matching distribution found for torch")
            if not missing or pip.reached_no_index(error) or number == len(wishes) - 1:
                raise pip.explain(error, machine, log) from error
            if machine.system == "linux" and not machine.has_nvidia_card():
                narration.warn(
                    "Your package index has no CPU build of PyTorch; taking its standard build, "
                    "which on Linux brings CUDA along (several gigabytes).\n"
                    "To avoid that, stop with Ctrl+C, add PyTorch's CPU index (pytorch.org, 'Get "
                    "started') to pip with\n'pip config set global.extra-index-url ADDRESS', and "
                    "run this command again."
                )
        else:
            return


def torch_wishes(machine: Machine, constraints: str) -> list[str]:
    """Give pip requirements for PyTorch, the best for this machine first.

    Raises
    ------
    InstallationError
        The constraints name no exact version.
    """
    found = re.search(r"^torch==([^\s;+]+)", constraints, re.MULTILINE)
    if found is None:
        raise InstallationError(f"{CONSTRAINTS} does not name an exact version of torch.")
    plain = f"torch=={found[1]}"
    if machine.system != "linux":
        return [plain]
    if machine.has_nvidia_card():
        return [f"{plain},!={found[1]}+cpu", plain]
    return [f"{plain}+cpu", plain]


def _replace(locations: Locations, machine: Machine, narration: Narration, wanted: str) -> Program:
    venv = locations.venv
    # Without the mark an installation was interrupted: what is half-installed is hard to tell.
    if (venv / _MARK).exists() and environment.is_sound(venv, machine):
        try:
            with environment.replaced(venv):
                environment.copy(environment.set_aside(venv), venv, without=_MARK)
                return _install(locations, machine, narration, wanted)
        except InstallationError:
            narration.warn("Upgrading the private environment did not work; making it anew.")
    with environment.replaced(venv):
        environment.make(venv, machine, narration, locations.installation_log)
        return _install(locations, machine, narration, wanted)


def _end_killed_replacement(locations: Locations) -> None:
    if (locations.venv / _MARK).exists():  # it was killed after the new environment was complete
        environment.remove(environment.set_aside(locations.venv))
    else:
        environment.bring_back(locations.venv)


def _install(locations: Locations, machine: Machine, narration: Narration, wanted: str) -> Program:
    log = locations.installation_log
    renew_pip(locations.python, machine, narration, log)
    install_torch(locations.python, machine, narration, log)
    # setuptools leaves a build folder beside the sources, and what lies in an old one would get
    # into the next wheel; it also wants to write there. So it works on a copy.
    with tempfile.TemporaryDirectory(prefix="colorize-auto-") as folder:
        source = Path(folder) / "colorize-auto"
        for path in _shipped_files():
            copy = source / path.relative_to(CHECKOUT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        _pip(["-c", str(CONSTRAINTS), str(source)], locations, machine, narration)
    program = ask(locations, machine)
    (locations.venv / _MARK).write_text(json.dumps(wanted), encoding="utf-8")
    return program


def renew_pip(python: Path, machine: Machine, narration: Narration, log: Path) -> None:
    """Bring pip up to date where the index allows it: a newer one shows how far a download is."""
    try:
        pip.install(python, ["--upgrade", "pip"], "Renewing pip", machine, narration, log)
    except CommandFailed:
        narration.say("(pip stays as it is.)")


def _pip(
    arguments: Sequence[str], locations: Locations, machine: Machine, narration: Narration
) -> None:
    log = locations.installation_log
    try:
        pip.install(locations.python, arguments, "Installing the program", machine, narration, log)
    except CommandFailed as error:
        raise pip.explain(error, machine, log) from error


def is_source(path: Path) -> bool:
    """Tell whether a file of a checkout belongs to what is installed; caches of tools do not.

    Parameters
    ----------
    path : Path
        Relative to the checkout.
    """
    return not any(part == "__pycache__" or part.startswith(".") for part in path.parts)


def _shipped_files() -> Iterator[Path]:
    for name in _SHIPPED:
        path = CHECKOUT / name
        if path.is_file():
            yield path
        for inside in sorted(path.rglob("*")):
            if inside.is_file() and is_source(inside.relative_to(CHECKOUT)):
                yield inside


def _marked(mark: Path) -> object:
    try:
        return json.loads(mark.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None

# SPDX-License-Identifier: GPL-3.0-or-later
"""A GIMP profile that holds the plug-in, as the installer leaves it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import backend
from gimp_program import GimpProgram
from models import registry
from models.card import Card

REPOSITORY = Path(__file__).resolve().parents[2]
PLUG_IN = REPOSITORY / "gimp_plugin" / "colorize_auto"
SECONDS_TO_READY = 180


class Installed:
    """A GIMP profile with the plug-in, and the folder of its backend.

    Parameters
    ----------
    gimp : GimpProgram
    folder : Path
        Everything goes below it.
    known_plug_ins : Path
        The file in which a GIMP remembers its own plug-ins; asking them all anew takes seconds.
    """

    def __init__(self, gimp: GimpProgram, folder: Path, known_plug_ins: Path):
        self.gimp = gimp
        self.home = folder / "home"
        self.profile = folder / "profile"
        self.plug_in = self.profile / "plug-ins" / "colorize_auto"
        self.connection = self.home / "state" / "connection.json"
        self.log = self.home / "state" / "backend.log"
        ignore = shutil.ignore_patterns("__pycache__", "installation.json")
        shutil.copytree(PLUG_IN, self.plug_in, ignore=ignore)
        shutil.copyfile(known_plug_ins, self.profile / "pluginrc")
        self.write_facts()

    def backend_command(self) -> list[str]:
        """Give the command that starts the backend on this machine."""
        return [
            "/usr/bin/env",
            f"COLORIZE_AUTO_HOME={self.home}",
            f"PYTHONPATH={REPOSITORY}",
            *(sys.executable, "-m", "backend", "serve", "--device", "cpu", "--idle-minutes", "10"),
        ]

    def write_facts(self, **changes: Any) -> None:
        """Write installation.json as the installer does, with `changes`."""
        facts = {
            "version": backend.__version__,
            "start": self.gimp.on_host(*self.backend_command()),
            "connection": self.gimp.seen(self.connection),
            "log": self.gimp.seen(self.log),
            "colorizers": [facts_of(registry.card(name)) for name in registry.names()],
            "default_colorizer": registry.DEFAULT,
            **changes,
        }
        text = json.dumps(facts)
        (self.plug_in / "installation.json").write_text(text, encoding="utf-8")

    @contextmanager
    def running_backend(self) -> Iterator[None]:
        """Have the backend run on this machine, ready, while the block runs."""
        process = subprocess.Popen(self.backend_command(), stdin=subprocess.DEVNULL)
        try:
            give_up = time.monotonic() + SECONDS_TO_READY
            while self.health_state() != "ready":
                assert process.poll() is None, "the backend ended"
                assert time.monotonic() < give_up, "the backend did not become ready"
                time.sleep(0.2)
            yield
        finally:
            process.terminate()
            process.wait(20)

    def health_state(self) -> str:
        """Ask the backend with the plug-in's own client."""
        code = (
            "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
            "from backend_access import client as backend_client, connection;"
            "found = connection.read(Path(sys.argv[2]));"
            "print(backend_client.BackendClient(found).health()['state'])"
        )
        asked = subprocess.run(
            [sys.executable, "-c", code, str(PLUG_IN), str(self.connection)],
            capture_output=True,
            text=True,
            check=False,
        )
        return asked.stdout.strip()

    def process(self) -> int:
        """Give the number of the process that the backend has left."""
        return int(json.loads(self.connection.read_text(encoding="utf-8"))["pid"])

    def fail_first_start(self, *last_words: str) -> Path:
        """Have the backend fail when it is started first, with these lines as its last words.

        Returns
        -------
        Path
            A file that is there from that start on; see `wait_until_there`.
        """
        failed = self.profile.parent / "failed"
        words = shlex.join(self.backend_command())
        lines = "; ".join(f"echo {shlex.quote(line)}" for line in last_words)
        script = f"test -e {failed} && exec {words}; {lines}; touch {failed}; exit 1"
        self.write_facts(start=self.gimp.on_host("sh", "-c", script))
        return failed

    def end_backend(self) -> None:
        """End the backend that left its process number, if one runs."""
        try:
            process = self.process()
            os.kill(process, signal.SIGTERM)
        except (OSError, ValueError, KeyError):
            return
        try:
            wait_until_ended(process)
        except AssertionError:
            os.kill(process, signal.SIGKILL)
            raise


def wait_until_there(file: Path, seconds: float = 60) -> None:
    """Wait until there is a file."""
    give_up = time.monotonic() + seconds
    while not file.exists():
        assert time.monotonic() < give_up, f"no {file}"
        time.sleep(0.1)


def wait_until_ended(process: int, seconds: float = 20) -> None:
    """Wait for the end of a process that is nobody's child here.

    Raises
    ------
    AssertionError
        When it still runs then.
    """
    give_up = time.monotonic() + seconds
    while _runs(process):
        assert time.monotonic() < give_up, f"process {process} still runs"
        time.sleep(0.1)


def _runs(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    # In a container nobody may come for the remains of a detached process: "Z".
    return status.rpartition(")")[2].split()[0] != "Z"


def facts_of(card: Card) -> dict[str, Any]:
    """Give what installation.json says of a colorizer."""
    return {
        "name": card.name,
        "title": card.title,
        "description": card.description,
        "defaults": asdict(card.defaults),
        "capabilities": list(card.capabilities),
    }

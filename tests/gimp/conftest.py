# SPDX-License-Identifier: GPL-3.0-or-later
"""A real GIMP 3 with the plug-in in its profile, and a real backend with the shipped weights."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gimp_program
import pytest
from gimp_program import GimpProgram
from PIL import Image

import backend

REPOSITORY = Path(__file__).resolve().parents[2]
PLUG_IN = REPOSITORY / "gimp_plugin" / "colorize_auto"
PHOTO = REPOSITORY / "tests" / "data" / "nagasaki-boats.jpg"
SECONDS_TO_READY = 180


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.gimp)


@pytest.fixture(scope="session")
def gimp() -> GimpProgram:
    found = gimp_program.find()
    if isinstance(found, str):
        pytest.skip(f"NOT TESTED WITH GIMP: {found}")
    return found


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Give the folder for pictures that people look at."""
    default = REPOSITORY / "tests" / "artefacts"
    folder = Path(os.environ.get("COLORIZE_AUTO_ARTEFACTS") or default)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a real photo as a grayscale JPEG."""
    file = tmp_path_factory.mktemp("photo") / "photo.jpg"
    with Image.open(PHOTO) as scan:
        scan.convert("L").save(file, quality=92)
    return file


@pytest.fixture(scope="session")
def known_plug_ins(gimp: GimpProgram, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Start GIMP once with a fresh profile; give what it remembers of its plug-ins."""
    profile = tmp_path_factory.mktemp("fresh") / "profile"
    gimp.batch(profile, "")
    return profile / "pluginrc"


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
            "colorizers": [
                {
                    "name": "compact",
                    "title": "Compact",
                    "description": "Small and quick; ships with the program.",
                    "defaults": {"temperature": 0.38, "vividness": 1.0, "saturation": 1.0},
                }
            ],
            "default_colorizer": "compact",
            **changes,
        }
        text = json.dumps(facts)
        (self.plug_in / "installation.json").write_text(text, encoding="utf-8")

    def health_state(self) -> str:
        """Ask the backend with the plug-in's own client."""
        code = (
            "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]);"
            "import connection, backend_client;"
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

    def end_backend(self) -> None:
        """End the backend that left its process number, if one runs."""
        try:
            process = json.loads(self.connection.read_text(encoding="utf-8"))["pid"]
            os.kill(process, signal.SIGTERM)
        except (OSError, ValueError, KeyError):
            return
        for _attempt in range(100):
            if not Path(f"/proc/{process}").exists():
                return
            time.sleep(0.1)
        os.kill(process, signal.SIGKILL)


@pytest.fixture(scope="session")
def installed(
    gimp: GimpProgram, known_plug_ins: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    """Give a profile whose backend already runs."""
    found = Installed(gimp, tmp_path_factory.mktemp("colorize auto ü"), known_plug_ins)
    process = subprocess.Popen(found.backend_command(), stdin=subprocess.DEVNULL)
    try:
        give_up = time.monotonic() + SECONDS_TO_READY
        while found.health_state() != "ready":
            assert process.poll() is None, "the backend ended"
            assert time.monotonic() < give_up, "the backend did not become ready"
            time.sleep(0.2)
        yield found
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def installed_alone(gimp: GimpProgram, known_plug_ins: Path, tmp_path: Path) -> Iterator[Installed]:
    """Give a profile of its own, whose backend does not run yet."""
    found = Installed(gimp, tmp_path, known_plug_ins)
    yield found
    found.end_backend()

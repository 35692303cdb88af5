# SPDX-License-Identifier: GPL-3.0-or-later
"""A real GIMP 3 for the tests: the machine's own, or one in a chroot folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = "@@RESULT "
PRELUDE = Path(__file__).with_name("prelude.py")
CLEAN_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


class GimpFailed(AssertionError):
    """GIMP ended badly, or the script inside it raised."""


@dataclass(frozen=True)
class GimpProgram:
    """How to run GIMP, and how it sees the files of this machine.

    Attributes
    ----------
    enter : tuple of str
        What goes before a command so that it runs where GIMP is.
    host : str
        The folder at which GIMP sees this machine's root; "" for a native GIMP.
    """

    enter: tuple[str, ...]
    host: str

    def seen(self, path: Path) -> str:
        """Give the name under which GIMP sees `path`."""
        return f"{self.host}{path}"

    def on_host(self, *command: str) -> list[str]:
        """Give the command by which a plug-in inside GIMP starts a program of this machine."""
        return ["chroot", self.host, *command] if self.host else list(command)

    def environment(self, home: Path, **variables: str) -> list[str]:
        """Give the start of a command with a clean environment, where GIMP is."""
        # A virtual environment in front of PATH would give GIMP's plug-ins a Python without gi.
        fixed = {"HOME": self.seen(home), "LANG": "C.UTF-8", "PATH": CLEAN_PATH}
        words = [f"{name}={value}" for name, value in {**fixed, **variables}.items()]
        return [*self.enter, "env", "-i", *words]

    def batch(
        self, profile: Path, script: str, timeout: float = 300, **facts: Any
    ) -> dict[str, Any]:
        """Run a Python script in GIMP without windows.

        Parameters
        ----------
        profile : Path
            GIMP's profile folder.
        script : str
            Sees the names of ``prelude.py``, and `facts` as ``FACTS``; paths in it are as GIMP
            sees them. What it gives to ``result`` comes back.
        timeout : float
            Seconds.

        Raises
        ------
        GimpFailed
            When the script raises, or does not end in time.
        """
        command = [
            *self.environment(profile.parent, GIMP3_DIRECTORY=self.seen(profile)),
            *("gimp-console", "-id", "--batch-interpreter=python-fu-eval"),
            *("-b", self.batch_code(profile, script, **facts), "--quit"),
        ]
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise GimpFailed(f"GIMP did not end within {timeout} s: {error.stdout}") from error
        if done.returncode != 0:
            raise GimpFailed(f"{done.stdout}\n{done.stderr}")
        return read_results(done.stdout)

    def batch_code(self, profile: Path, script: str, **facts: Any) -> str:
        """Write a script into a file and give the code that runs it."""
        file = profile.parent / "script.py"
        # A chroot shows the files under other names, so paths are translated here, once.
        shown = {
            name: self.seen(fact) if isinstance(fact, Path) else fact
            for name, fact in facts.items()
        }
        file.write_text(
            f"FACTS = {shown!r}\n{PRELUDE.read_text(encoding='utf-8')}\n{script}", encoding="utf-8"
        )
        return f"exec(compile(open({self.seen(file)!r}).read(), 'script', 'exec'))"


def read_results(output: str) -> dict[str, Any]:
    """Collect what a script gave to ``result``."""
    results: dict[str, Any] = {}
    for line in output.splitlines():
        # GIMP's own messages sometimes stand before the mark, on the same line.
        if MARK in line:
            results.update(json.loads(line.split(MARK, 1)[1]))
    return results


def find() -> GimpProgram | str:
    """Find a GIMP 3; a sentence says why there is none."""
    root = os.environ.get("COLORIZE_AUTO_GIMP_ROOT")
    if root:
        folder = Path(root)
        if not (folder / "usr/bin/gimp-console").exists():
            return f"COLORIZE_AUTO_GIMP_ROOT names {root}, but there is no GIMP in it"
        if not (folder / "host/usr").exists():
            return f"this machine's root is not mounted at {root}/host"
        return GimpProgram(("chroot", root), "/host")
    native = shutil.which("gimp-console", path=CLEAN_PATH) or shutil.which("gimp-console")
    if native is None:
        return "there is no gimp-console on PATH and COLORIZE_AUTO_GIMP_ROOT is not set"
    version = subprocess.run(
        [native, "--version"], capture_output=True, text=True, check=False, timeout=60
    ).stdout
    if not re.search(r"version [3-9]\.", version):
        return f"{native} is no GIMP 3: {version.strip()}"
    return GimpProgram((), "")

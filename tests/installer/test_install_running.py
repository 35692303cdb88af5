# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that runs for minutes is seen while it runs, and its failure is explained."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import pytest

from installer import pip
from installer.errors import CommandFailed, InstallationError
from installer.narration import Narration
from installer.running import run_visibly


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run_python(code: str, log: Path, stream: StringIO) -> None:
    command = [sys.executable, "-c", code]
    run_visibly(command, "Testing", Narration(stream), log, lambda line: line or None)


def test_lines_are_shown_and_logged(tmp_path: Path) -> None:
    stream = Terminal()
    run_python("print('first'); print('größer')", tmp_path / "new" / "log", stream)
    assert "first" in stream.getvalue()
    assert "größer" in (tmp_path / "new" / "log").read_text(encoding="utf-8")


def test_failure_shows_the_last_lines(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match="Testing failed") as caught:
        run_python("print('what went wrong'); raise SystemExit(3)", tmp_path / "log", Terminal())
    assert caught.value.code == 3
    assert "what went wrong" in str(caught.value)
    assert caught.value.mentions("WENT WRONG")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    code = "import sys; sys.stdout.buffer.write(bytes([255, 254, 10]))"
    run_python(code, tmp_path / "log", Terminal())


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InstallationError, match="does not start"):
        run_visibly(
            [str(tmp_path / "missing")], "Testing", Narration(Terminal()), tmp_path / "log", str
        )


def test_a_narrow_character_set_does_not_end_the_installation() -> None:
    class Narrow(StringIO):
        encoding = "ascii"

    stream = Narrow()
    Narration(stream).say("/home/Jürgen")
    assert "/home/J?rgen" in stream.getvalue()


def test_a_log_is_not_flooded() -> None:
    stream = StringIO()
    narration = Narration(stream)
    narration.step("Installing")
    for number in range(1000):
        narration.live(f"package {number}")
    assert len(stream.getvalue().splitlines()) < 10


def test_pips_progress_becomes_one_line() -> None:
    summary = pip._Summary()
    summary("Downloading torch-2.13.0%2Bcpu-cp311.whl (196.1 MB)")
    shown = summary("Progress 98000000 of 196000000")
    assert shown == "Downloading torch-2.13.0%2Bcpu-cp311: 98 of 196 MB"
    assert summary("  Created temporary directory: /tmp/x") is None

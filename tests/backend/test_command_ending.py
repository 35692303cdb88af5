# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that are ended while they write leave nothing half done beside the user's photos."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live import PATIENCE, started
from photo_samples import ramp, save

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals")
NOHUP = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh")


def wait_for_a_draft(folder: Path, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    while not list(folder.glob(".colorize-*/*")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def not_ignored() -> Iterator[None]:
    """What is ignored is inherited, as it is where the tests run under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def arguments(tmp_path) -> list[str]:
    """Of a command that writes for a while."""
    photo = save(tmp_path / "photo.png", ramp(900, 900))
    (tmp_path / "out").mkdir()
    return [str(photo), "-o", str(tmp_path / "out/color.png"), "--alternatives", "8"]


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_command_that_is_ended_cleans_up(tmp_path, arguments, name):
    number = getattr(signal, name)
    with started(*arguments) as process:
        wait_for_a_draft(tmp_path / "out", process)
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + number, said
    assert "Traceback" not in said
    assert not [file for file in (tmp_path / "out").iterdir() if file.name.startswith(".")]


def test_several_signals_at_once_are_one(tmp_path, arguments):
    with started(*arguments) as process:
        wait_for_a_draft(tmp_path / "out", process)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGHUP)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode in (128 + signal.SIGTERM, 128 + signal.SIGHUP)
    assert "Traceback" not in said
    assert not [file for file in (tmp_path / "out").iterdir() if file.name.startswith(".")]


def test_a_command_outlives_its_terminal_where_it_shall(tmp_path, arguments):
    with started(*arguments, before=NOHUP) as process:
        wait_for_a_draft(tmp_path / "out", process)
        process.send_signal(signal.SIGHUP)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert (tmp_path / "out/color.png").exists()

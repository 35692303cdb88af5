# SPDX-License-Identifier: GPL-3.0-or-later
"""An upgrade that fails or is stopped leaves the program that was there before."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from newcomer import REPOSITORY, User, program_file

from installer import environment, program, uninstallation
from installer.errors import InstallationError
from installer.narration import Narration

# A Python that has the program in an older version; pip fails there with its work half done.
OLD_PROGRAM = """
case "$*" in
  *FACTS*) echo 'FACTS{"version": "0.0.9", "torch": "2", "device": "CPU", "precision": "fp32", \
"default_colorizer": "compact", "colorizers": []}' ;;
  *"pip --version") echo "pip 24.0" ;;
  *pip*) rm -f "${0%/*}/../precious"; exit 1 ;;
  *) echo python 3 12 1 True ;;
esac
"""
BACK = "What was installed before is in its place again."


@pytest.fixture
def index() -> Iterator[socket.socket]:
    """Give a server at which pip waits for ever."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(300)
        yield server


@pytest.fixture
def offline(user: User) -> User:
    """Give a user whose package index cannot be reached."""
    let_pip_use(user, 9)  # the discard port
    return user


@pytest.fixture
def without_python(user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> User:
    """Give a user for whom no new environment can be made."""
    python = program_file(tmp_path / "no python", "python3", "exit 1")
    monkeypatch.setattr(sys, "executable", str(python))
    user.variables.update(PATH=str(python.parent))
    return user


def let_pip_use(user: User, port: int) -> None:
    user.variables.update(
        PIP_INDEX_URL=f"http://127.0.0.1:{port}/",
        PIP_EXTRA_INDEX_URL="",
        PIP_FIND_LINKS="",
        PIP_RETRIES="1",  # without any, pip does not say what it could not reach
        PIP_CONFIG_FILE=os.devnull,
    )


def put_old_program(user: User, *, complete: bool = True) -> None:
    program_file(user.locations.venv / "bin", "python", OLD_PROGRAM)
    (user.locations.venv / "precious").write_text("as it was", encoding="utf-8")
    if complete:
        (user.locations.venv / "complete.json").write_text(json.dumps("older"), encoding="utf-8")


def assert_old_program_is_there(user: User) -> None:
    precious = user.locations.venv / "precious"
    assert precious.read_text(encoding="utf-8") == "as it was"
    assert program.ask(user.locations, user.machine).version == "0.0.9"
    assert not environment.set_aside(user.locations.venv).exists()


def upgrade(user: User) -> str:
    """Try to upgrade, in vain, and give what was said."""
    said = StringIO()
    with pytest.raises(InstallationError) as caught:
        program.ensure(user.locations, user.machine, Narration(said))
    return f"{said.getvalue()}{caught.value}"


def test_no_network(offline: User) -> None:
    put_old_program(offline)
    said = upgrade(offline)
    assert "making it anew" in said  # after the attempt in place
    assert BACK in said
    assert "could not be reached" in said
    assert "no CPU build" not in said
    assert_old_program_is_there(offline)
    assert (offline.locations.venv / "complete.json").is_file()  # to be upgraded the next time


def test_no_network_at_the_first_installation(offline: User) -> None:
    said = upgrade(offline)
    assert BACK not in said
    assert "could not be reached" in said


def test_stopped_with_ctrl_c(user: User, index: socket.socket) -> None:
    put_old_program(user, complete=False)
    let_pip_use(user, index.getsockname()[1])
    # Tests that run in the background ignore Ctrl+C, and processes would inherit that.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        started = subprocess.Popen(
            [sys.executable, str(REPOSITORY / "install.py")],
            env=user.environment,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
    finally:
        signal.signal(signal.SIGINT, before)
    with started as process:
        connection, _ = index.accept()
        assert environment.set_aside(user.locations.venv).exists()
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
        connection.close()
    assert process.returncode == 1
    assert BACK in said
    assert "Stopped." in said
    assert_old_program_is_there(user)


def test_a_killed_run_is_made_good_by_the_next(without_python: User) -> None:
    put_old_program(without_python, complete=False)
    venv = without_python.locations.venv
    venv.rename(environment.set_aside(venv))
    program_file(venv / "bin", "python", "exit 1")  # half-made
    assert BACK in upgrade(without_python)
    assert_old_program_is_there(without_python)


def test_a_run_killed_after_all_was_done(without_python: User) -> None:
    put_old_program(without_python)
    before = environment.set_aside(without_python.locations.venv)
    program_file(before / "bin", "python", "exit 1")  # half-deleted
    upgrade(without_python)
    assert_old_program_is_there(without_python)


def test_uninstall_takes_what_a_killed_run_left(user: User) -> None:
    put_old_program(user)
    user.locations.installation_log.write_text("", encoding="utf-8")
    user.locations.venv.rename(environment.set_aside(user.locations.venv))
    uninstallation.run(user.machine, Narration(StringIO()))
    assert not user.locations.home.exists()

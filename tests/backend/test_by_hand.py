# SPDX-License-Identifier: GPL-3.0-or-later
"""A backend that somebody starts, reaches, reads and ends by hand."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from live import backend, call, connect, environment, run, wait_for_state
from published_weights import NAME

from backend import locations

PROGRAM = Path(__file__).with_name("published_weights.py")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_it_ends_on_wish_and_the_next_one_starts() -> None:
    with backend() as process:
        connection = connect(process)
        refused = call(connection, "DELETE", "/process", headers={"Authorization": "Bearer no"})
        assert refused.status_code == 401
        answer = call(connection, "DELETE", "/process")
        assert answer.status_code == 202
        assert answer.json() == {"pid": process.pid}
        assert process.wait(30) == 0
        assert not locations.connection_file().exists()
        log = locations.log_file().read_text(encoding="utf-8")
        assert "Somebody wished" in log
        assert log.strip().endswith("Ended")
        # At once again, as a restart does.
        with backend() as following:
            again = connect(following)
            assert again.pid != connection.pid
            assert again.token != connection.token
            wait_for_state(again, "ready")


def test_the_token_of_a_file_lasts(tmp_path: Path) -> None:
    file, port = tmp_path / "token ü", free_port()
    words = ("--port", str(port), "--token-file", str(file), "--idle-minutes", "0")
    tokens = []
    for _start in range(2):
        with backend(*words) as process:
            connect(process)
            token = file.read_text(encoding="utf-8").strip()
            tokens.append(token)
            # As through a tunnel: another port in the Host header, and nothing but the token.
            headers = {"Authorization": f"Bearer {token}", "Host": "localhost:8765"}
            health = requests.get(
                f"http://127.0.0.1:{port}/v1/health", headers=headers, timeout=30
            ).json()
            assert health["pid"] == process.pid
            assert health["log"] == str(locations.log_file())
            process.send_signal(signal.SIGTERM)
            said, _errors = process.communicate(timeout=30)
            assert f"http://127.0.0.1:{port}" in said
            assert str(locations.connection_file()) in said
            assert token not in said
    assert tokens[0] == tokens[1]
    assert len(tokens[0]) > 30
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_beside_a_running_backend_no_token_is_written(tmp_path: Path) -> None:
    file = tmp_path / "token"
    with backend() as process:
        connection = connect(process)
        result = run("serve", "--port", str(free_port()), "--token-file", str(file))
    assert result.returncode == 0
    assert f"already running at {connection.url}" in result.stdout
    assert f"{file} does not count" in result.stdout
    assert not file.exists()


@pytest.mark.parametrize("content", ["", "short", "a token with blanks that is long", "ü" * 40])
def test_a_bad_token_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token"
    file.write_text(content, encoding="utf-8")
    file.chmod(0o600)
    result = run("serve", "--token-file", str(file))
    assert result.returncode == 1
    assert "no good token" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(os.name != "posix", reason="permissions as POSIX has them")
def test_a_token_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("x" * 40)
    file.chmod(0o644)
    result = run("serve", "--token-file", str(file))
    assert result.returncode == 1
    assert f"chmod 600 {file}" in result.stderr
    missing = run("serve", "--token-file", str(tmp_path / "nowhere" / "token"))
    assert missing.returncode == 1
    assert "cannot be used" in missing.stderr


def test_the_log_can_be_read(client) -> None:
    file = locations.log_file()
    assert client.get("/v1/log").json == {"path": str(file), "lines": []}
    file.parent.mkdir(parents=True)
    file.write_text("".join(f"line {number} ü\n" for number in range(1000)), encoding="utf-8")
    assert client.get("/v1/log?lines=2").json["lines"] == ["line 998 ü", "line 999 ü"]
    assert len(client.get("/v1/log").json["lines"]) == 200
    assert client.get("/v1/log?lines=0").status_code == 400


def test_it_does_not_end_in_the_middle_of_an_installation(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), "0.15", "serve", "--idle-minutes", "0.02"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        connection = connect(process)
        began = time.monotonic()
        assert call(connection, "POST", f"/colorizers/{NAME}/installation").status_code == 202
        # Nobody calls any more.
        assert process.wait(120) == 0
        assert time.monotonic() - began > 4
        assert (home / "colorizers" / f"{NAME}.json").exists()
    finally:
        process.kill()
        process.communicate()

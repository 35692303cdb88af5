# SPDX-License-Identifier: GPL-3.0-or-later
"""What people read about the backend; restarting it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from loopback import OF_ANOTHER_PROGRAM, Answer, Request, problem, serving

from backend_access import connection_by_hand
from backend_access import ending as backend_ending
from backend_access import status as backend_status
from backend_access.connection import Connection
from backend_access.ending import NotEnded
from backend_access.starter import ready_backend
from installation import Colorizer, Installation

# Behaves as the backend does: it leaves its address, ends on wish, and takes the address away.
PROCESS = """
import json, os, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
file = Path(sys.argv[1])
class Handler(BaseHTTPRequestHandler):
    def log_message(self, *about): pass
    def answer(self):
        body = json.dumps({"version": sys.argv[2], "state": "ready", "pid": os.getpid()}).encode()
        self.send_response(200); self.send_header("Content-Length", str(len(body)))
        self.end_headers(); self.wfile.write(body)
    do_GET = answer
    def do_DELETE(self):
        self.answer()
        threading.Thread(target=server.shutdown).start()
server = HTTPServer(("127.0.0.1", 0), Handler)
new = file.with_suffix(".new")
url, pid = f"http://127.0.0.1:{server.server_port}", os.getpid()
new.write_text(json.dumps({"url": url, "token": str(pid), "pid": pid, "version": sys.argv[2]}))
new.replace(file)
server.serve_forever()
file.unlink()
"""
HEALTH = {
    "version": "0.1.0",
    "state": "ready",
    "device_title": "Quick card",
    "precision": "fp16",
    "memory": {"photos": 2, "photos_bytes": 3 << 20, "limit_bytes": 1 << 30},
    "pid": 7,
    "log": "/there/backend.log",
}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    compact = Colorizer("compact", "Compact")
    state = tmp_path / "state"
    state.mkdir()
    file = state / "connection.json"
    start = (sys.executable, "-c", PROCESS, str(file), "0.1.0")
    by_hand = connection_by_hand.file_in(tmp_path)
    yield Installation(
        "0.1.0", start, file, state / "backend.log", (compact,), compact, by_hand=by_hand
    )
    with contextlib.suppress(OSError, ValueError, KeyError):
        os.kill(json.loads(file.read_text())["pid"], signal.SIGKILL)


def health(**facts: object) -> Answer:
    return Answer(json.dumps({**HEALTH, **facts}).encode())


def leave(installation: Installation, connection: Connection) -> None:
    url = f"http://{connection.host}:{connection.port}"
    facts = {"url": url, "token": connection.token, "version": "0.1.0"}
    installation.connection.write_text(json.dumps(facts))


def test_a_backend_that_does_not_run_is_no_trouble(installation: Installation) -> None:
    for _attempt in range(2):
        status = backend_status.look(installation)
        assert (status.runs, status.by_hand, status.trouble) == (False, False, "")
        text = backend_status.text(status, installation)
        assert "Not running" in text
        assert str(installation.log) in text
        leave(installation, Connection("127.0.0.1", 9, "t", ""))


@pytest.mark.parametrize("answer", OF_ANOTHER_PROGRAM)
def test_another_program_at_its_old_port_is_no_trouble(
    answer: Answer, installation: Installation
) -> None:
    with serving(lambda request: answer) as connection:
        leave(installation, connection)
        status = backend_status.look(installation)
        assert (status.runs, status.trouble) == (False, "")
        client = backend_ending.restart(installation, lambda text: None)
        assert client.connection.port != connection.port


def test_a_running_backend_that_refuses_is_trouble(installation: Installation) -> None:
    refusal = problem(500, "internal-error", "The backend made a mistake.")
    with serving(lambda request: refusal) as connection:
        leave(installation, connection)
        assert "mistake" in backend_status.look(installation).trouble


def test_a_running_backend_is_described(installation: Installation) -> None:
    with serving(lambda request: health()) as connection:
        leave(installation, connection)
        status = backend_status.look(installation)
        assert status.runs
        text = backend_status.text(status, installation)
    for part in ("Ready", "0.1.0", "Quick card, fp16", "2, in 3 of 1024 MB", "7", "backend.log"):
        assert part in text
    assert connection.token not in text


def test_every_state_is_said_in_words(installation: Installation) -> None:
    for state in ("starting", "loading", "ready", "busy", "failed", "dreaming"):
        answer = health(state=state, reason="No memory.", version="0.0.9", memory=None)
        with serving(lambda request, answer=answer: answer) as connection:
            leave(installation, connection)
            text = backend_status.text(backend_status.look(installation), installation)
        assert "0.0.9" in text
        assert "restart" in text
        assert ("No memory." in text) == (state == "failed")


def test_what_was_chosen_by_hand_is_asked(installation: Installation) -> None:
    assert installation.by_hand is not None
    with serving(lambda request: health()) as connection:
        connection_by_hand.write(installation.by_hand, connection)
        status = backend_status.look(installation)
        assert (status.runs, status.by_hand) == (True, True)
        assert "by hand" in backend_status.text(status, installation)
        with pytest.raises(NotEnded, match="by hand"):
            backend_ending.restart(installation, lambda text: None)
    assert "does not answer" in backend_status.look(installation).trouble
    installation.by_hand.write_text("{")
    assert "Settings / Status" in backend_status.look(installation).trouble


def test_restarts_the_backend(installation: Installation) -> None:
    first = ready_backend(installation, lambda text: None).health()["pid"]
    said: list[str] = []
    second = backend_ending.restart(installation, said.append).health()["pid"]
    assert second != first
    assert said[0].startswith("Ending")
    assert any(text.startswith("Starting") for text in said)


def test_restart_replaces_an_old_version(installation: Installation) -> None:
    old = replace(installation, version="0.0.9", start=(*installation.start[:-1], "0.0.9"))
    ready_backend(old, lambda text: None)
    client = backend_ending.restart(installation, lambda text: None)
    assert client.health()["version"] == "0.1.0"


def test_restart_starts_one_where_none_runs(installation: Installation) -> None:
    assert backend_ending.restart(installation, lambda text: None).health()["state"] == "ready"


def test_one_that_cannot_or_does_not_end(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend_ending, "SECONDS_TO_END", 0.3)

    def old(request: Request) -> Answer:
        return health() if request.method == "GET" else problem(404, "not-found", "Nothing.")

    with serving(old) as connection:
        leave(installation, connection)
        with pytest.raises(NotEnded, match="End its process"):
            backend_ending.end(installation, lambda text: None)
    with serving(lambda request: health()) as connection:
        leave(installation, connection)
        with pytest.raises(NotEnded, match="did not end within"):
            backend_ending.end(installation, lambda text: None)

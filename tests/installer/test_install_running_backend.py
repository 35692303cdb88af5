# SPDX-License-Identifier: GPL-3.0-or-later
"""Only a process that is our backend beyond doubt is ended."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from newcomer import User

from installer import running_backend
from installer.narration import Narration

TOKEN = "the token"


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """Give a process that must be left alone."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process
        process.kill()


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """Give a server that answers as a backend does, for process number 1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers["Authorization"] == f"Bearer {TOKEN}"
            body = json.dumps({"pid": 1, "version": "0.1.0", "state": "ready"}).encode()
            self.send_response(200 if known else 401)
            self.end_headers()
            self.wfile.write(body if known else b"{}")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def leave_connection(user: User, port: int, pid: int, token: str = TOKEN) -> None:
    facts = {"url": f"http://127.0.0.1:{port}", "token": token, "pid": pid, "version": "0.1.0"}
    user.locations.state.mkdir(parents=True)
    user.locations.connection.write_text(json.dumps(facts), encoding="utf-8")


def test_no_backend(user: User) -> None:
    assert not running_backend.end(user.locations, Narration(StringIO()))


def test_a_stale_file_names_somebody_elses_process(
    user: User, bystander: subprocess.Popen[bytes]
) -> None:
    leave_connection(user, 9, bystander.pid)  # nobody answers at the discard port
    assert not running_backend.end(user.locations, Narration(StringIO()))
    assert bystander.poll() is None


def test_the_process_that_answers_is_another_one(
    user: User, server: ThreadingHTTPServer, bystander: subprocess.Popen[bytes]
) -> None:
    leave_connection(user, server.server_port, bystander.pid)
    assert running_backend.health(user.locations) is not None
    assert not running_backend.end(user.locations, Narration(StringIO()))
    assert bystander.poll() is None


def test_the_token_is_not_accepted(user: User, server: ThreadingHTTPServer) -> None:
    leave_connection(user, server.server_port, 1, token="another")
    assert running_backend.health(user.locations) is None
    assert not running_backend.end(user.locations, Narration(StringIO()))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": 5}'])
def test_a_damaged_file(user: User, content: str) -> None:
    user.locations.state.mkdir(parents=True)
    user.locations.connection.write_text(content, encoding="utf-8")
    assert running_backend.health(user.locations) is None
    assert not running_backend.end(user.locations, Narration(StringIO()))

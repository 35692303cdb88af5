# SPDX-License-Identifier: GPL-3.0-or-later
"""A local HTTP server that answers as a test tells it, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from backend_access.connection import Connection

TOKEN = "secret"


@dataclass
class Answer:
    """What the server says to one request; `cut` leaves out so many bytes that were promised."""

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0


def problem(status: int, code: str, detail: str, **headers: str) -> Answer:
    """Give a refusal as the backend writes them."""
    body = json.dumps({"status": status, "code": code, "detail": detail}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(body, status, {"Content-Type": "application/problem+json", **named})


# What another program may answer at a port that was the backend's once.
OF_ANOTHER_PROGRAM = (
    Answer(b"", 401),
    Answer(b"", 403),
    Answer(b"<html>", 404),
    Answer(b'{"detail": "Not Found"}', 404),
    Answer(b'{"detail": "Forbidden", "code": 403}', 403),
    Answer(b"", 503),
    Answer(b"<html>"),
    problem(401, "unauthorized", "Of the backend of another user."),
)


@dataclass
class Request:
    """What a client asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@contextmanager
def serving(answer: Callable[[Request], Answer]) -> Iterator[Connection]:
    """Serve at a free port of the loopback address while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_about: object) -> None:
            pass

        def respond(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            said = answer(Request(self.command, self.path, dict(self.headers), body))
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body[: len(said.body) - said.cut])
            self.close_connection = True

        do_GET = do_POST = do_DELETE = respond  # noqa: N815  (http.server's names)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield Connection("127.0.0.1", server.server_port, TOKEN, "0.1.0")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Which bodies of requests are received at all, decided when the header is here.

waitress puts a large body into a temporary file before it asks the application. So that nobody
without the token can fill the disk, and no upload breaks off on a full one, such a body is refused
before: the request goes to the application without it, which answers as it always does, and the
connection is closed.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask

from backend import access
from backend.problems import Problem


def channel_class(token: str) -> type[HTTPChannel]:
    """Make the class of waitress's connections that ask for `token` before they take a body."""

    class Parser(HTTPRequestParser):
        refusal: Problem | None = None

        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.body_rcv is None:
                return
            try:
                access.check(
                    self.headers.get("HOST", ""), self.headers.get("AUTHORIZATION", ""), token
                )
                # What is over the limit is refused by waitress.
                if self.adj.inbuf_overflow < self.content_length < self.adj.max_request_body_size:
                    _check_space(self.content_length)
            except Problem as problem:
                self.refusal = problem
                self._give_up_body()

        def _give_up_body(self) -> None:
            self.body_rcv = None
            self.content_length = 0
            self.chunked = self.expect_continue = False
            self.headers.pop("CONTENT_LENGTH", None)
            self.headers["CONNECTION"] = "close"

        def received(self, data: bytes) -> int:
            consumed: int = super().received(data)
            # After the header comes the body that nobody wants, and not the next request.
            return consumed if self.refusal is None else len(data)

    class Task(WSGITask):
        def get_environment(self) -> dict[str, Any]:
            environ: dict[str, Any] = super().get_environment()
            environ[access.REFUSAL] = self.request.refusal
            return environ

    class Channel(HTTPChannel):
        parser_class = Parser
        task_class = Task

    return Channel


def _check_space(nbytes: int) -> None:
    folder = tempfile.gettempdir()
    with suppress(OSError):  # where nobody can tell, the upload is tried
        free = shutil.disk_usage(folder).free
        if nbytes > free:
            raise Problem(
                "disk-full",
                f"This photo needs {nbytes / 1e6:,.0f} MB in the folder of temporary files "
                f"{folder}, where {free / 1e6:,.0f} MB are free. Free some space there, or make "
                "the photo smaller.",
            )

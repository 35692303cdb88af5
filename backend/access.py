# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may speak to the backend: programs that hold the token and call this computer by name.

The ``Host`` check keeps a web page out that has its own name resolve to 127.0.0.1 (DNS
rebinding); the token keeps other users of the computer out.
"""

from __future__ import annotations

import hmac
import re

from flask import Flask, request

from backend.problems import Problem

_LOCAL_HOST = re.compile(r"(127\.0\.0\.1|localhost)(:\d{1,5})?", re.ASCII)


def guard(app: Flask, token: str) -> None:
    """Let `app` answer only requests with the right ``Host`` and bearer token."""
    expected = f"Bearer {token}".encode()

    @app.before_request
    def _check() -> None:
        if not _LOCAL_HOST.fullmatch(request.headers.get("Host", "")):
            raise Problem("forbidden-host", "The backend answers only to 127.0.0.1 and localhost.")
        given = request.headers.get("Authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected):
            raise Problem(
                "unauthorized",
                "The request does not carry this backend's token; read it again from "
                "connection.json.",
            )

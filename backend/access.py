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

REFUSAL = "backend.refusal"
"""Where the server puts into a request's environment the `Problem` for which it is not served."""
_LOCAL_HOST = re.compile(r"(127\.0\.0\.1|localhost)(:\d{1,5})?", re.ASCII)


def guard(app: Flask, token: str) -> None:
    """Let `app` answer only requests with the right ``Host`` and bearer token."""

    @app.before_request
    def _check() -> None:
        refusal = request.environ.get(REFUSAL)
        if refusal is not None:
            raise refusal
        check(request.headers.get("Host", ""), request.headers.get("Authorization", ""), token)


def check(host: str, authorization: str, token: str) -> None:
    """Look at the headers ``Host`` and ``Authorization`` of a request; "" where one is missing.

    Raises
    ------
    Problem
        ``forbidden-host`` or ``unauthorized``.
    """
    if not _LOCAL_HOST.fullmatch(host):
        raise Problem("forbidden-host", "The backend answers only to 127.0.0.1 and localhost.")
    given = authorization.encode("utf-8", "replace")
    if not hmac.compare_digest(given, f"Bearer {token}".encode()):
        raise Problem(
            "unauthorized",
            "The request does not carry this backend's token; read it again from connection.json.",
        )

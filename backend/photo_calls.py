# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls about photos, never so many that nobody is left to say how things are.

A call takes one of the server's threads until its answer has been read, however slowly that goes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wsgi import ClosingIterator

from backend.access import REFUSAL
from backend.turns import busy

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_AFTERWARDS = 0.2  # s that a call needs at most to end after its answer has been read


def limited(app: WSGIApplication, most: int) -> WSGIApplication:
    """Let `app` answer at most that many calls about photos at a time; others are told to wait."""
    free = threading.BoundedSemaphore(most)

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # To forget a photo takes no time, and makes room.
        if "/photos" not in environ["PATH_INFO"] or environ["REQUEST_METHOD"] == "DELETE":
            return app(environ, start_response)
        if not free.acquire(timeout=_AFTERWARDS):
            environ[REFUSAL] = busy()
            return app(environ, start_response)
        try:
            return ClosingIterator(app(environ, start_response), free.release)
        except BaseException:
            free.release()
            raise

    return answer

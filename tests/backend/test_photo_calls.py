# SPDX-License-Identifier: GPL-3.0-or-later
"""How many calls about photos are answered at a time."""

import threading
import time

from werkzeug.test import Client
from werkzeug.wrappers import Response
from werkzeug.wsgi import ClosingIterator

from backend.access import REFUSAL
from backend.photo_calls import limited


def answer(environ, start_response):
    """Say whether the call was refused; what is cleaned up afterwards takes a little while."""
    status = 503 if environ.get(REFUSAL) else 200
    return ClosingIterator(
        Response(status=status)(environ, start_response), lambda: time.sleep(0.05)
    )


def test_the_next_call_of_a_caller_is_not_refused_while_the_last_one_ends():
    app = limited(answer, 1)
    first = Client(app).get("/v1/photos/a/color")  # its answer is there, and it is not closed yet
    ending = threading.Thread(target=first.close)
    ending.start()
    assert Client(app).get("/v1/photos/a/color").status_code == 200
    ending.join()


def test_a_call_while_others_are_read_is_refused():
    app = limited(answer, 1)
    with Client(app).get("/v1/photos/a/color"):
        assert Client(app).get("/v1/photos/a/color").status_code == 503

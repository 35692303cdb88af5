# SPDX-License-Identifier: GPL-3.0-or-later
"""One call to the backend: who is asked, how long one waits, what went wrong.

With the standard library alone.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from typing import Any

from backend_access import problem_words
from backend_access.connection import Connection
from errors import ColorizeError
from translation import _

# Colouring a very large photo on a slow processor takes its time; nobody answers for longer.
SECONDS_FOR_WORK = 600.0
SECONDS_FOR_FACTS = 10.0
# How long one call goes on asking a backend that says "busy" or "starting".
PATIENCE = 300.0
LONGEST_PAUSE = 10.0


class BackendError(ColorizeError):
    """The backend said no, or something that is not understood.

    Attributes
    ----------
    code : str
        The backend's code for programs, for instance "bad-plane"; "" when it gave none.
    status : int
        The HTTP status; 0 when there was no answer.
    """

    def __init__(self, sentence: str, code: str = "", status: int = 0):
        super().__init__(sentence)
        self.code = code
        self.status = status

    @property
    def by_another(self) -> bool:
        """Whether another program than our backend answered, or the backend of another user.

        After a crash such a one may have got the port that ``connection.json`` still names.
        """
        # Our backend gives a code with every refusal.
        return not self.code or self.status == 401


class NoAnswer(BackendError):
    """Nobody answers at the backend's address, or the answer broke off."""


class BackendCalls:
    """Calls to a running backend.

    Parameters
    ----------
    connection : Connection
        From `connection.read`.
    patience : float
        For how many seconds a call goes on asking while the backend says that it is busy.
    on_wait : callable, optional
        Is given the backend's sentence each time that a call has to wait.

    Notes
    -----
    Every call raises `BackendError` with the backend's own sentence when the backend refuses, and
    `NoAnswer` when there is no backend at the address.
    """

    def __init__(
        self,
        connection: Connection,
        patience: float = PATIENCE,
        on_wait: Callable[[str], None] | None = None,
    ):
        self.connection = connection
        self.patience = patience
        self.on_wait = on_wait or (lambda sentence: None)

    def _facts(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        content_type: str = "application/json",
        timeout: float = SECONDS_FOR_FACTS,
        patience: float | None = None,
    ) -> dict[str, Any]:
        data = _whole(*self._call(method, address, body, content_type, timeout, patience=patience))
        try:
            facts = json.loads(data)
        except ValueError:
            facts = None
        if not isinstance(facts, dict):
            raise BackendError(_("What answers at the backend's address is not our backend."))
        return facts

    def _png(self, method: str, address: str, body: bytes | None = None) -> bytes:
        return _whole(*self._call(method, address, body, accept="image/png"))

    def _call(
        self,
        method: str,
        address: str,
        body: bytes | None = None,
        content_type: str = "application/json",
        timeout: float = SECONDS_FOR_WORK,
        accept: str = "*/*",
        patience: float | None = None,
    ) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
        """Make one call, again and again while the backend says 503 and patience lasts."""
        headers = {"Authorization": f"Bearer {self.connection.token}", "Accept": accept}
        if body is not None:
            headers["Content-Type"] = content_type
        give_up = time.monotonic() + (self.patience if patience is None else patience)
        while True:
            answer, connection = self._ask(method, address, body, headers, timeout)
            if answer.status < 400:
                return answer, connection
            error = _refusal(answer.status, _whole(answer, connection))
            pause = _pause(answer.getheader("Retry-After"))
            if answer.status != 503 or time.monotonic() + pause > give_up:
                raise error
            self.on_wait(str(error))
            time.sleep(pause)

    def _ask(
        self, method: str, address: str, body: bytes | None, headers: dict[str, str], timeout: float
    ) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
        # http.client rather than urllib: it never sends what is meant for us to a proxy.
        connection = http.client.HTTPConnection(
            self.connection.host, self.connection.port, timeout=timeout
        )
        try:
            try:
                connection.request(method, address, body, headers)
            except ConnectionError:
                # The backend may refuse a body before all of it was sent; its answer says why.
                if connection.sock is None:
                    raise
            return connection.getresponse(), connection
        except TimeoutError as error:
            connection.close()
            raise NoAnswer(
                _("The colour backend did not answer within {seconds:.0f} seconds.").format(
                    seconds=timeout
                )
            ) from error
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise NoAnswer(
                _("The colour backend does not answer ({error}).").format(error=error)
            ) from (error)


def _whole(answer: http.client.HTTPResponse, connection: http.client.HTTPConnection) -> bytes:
    try:
        return answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise broke_off() from error
    finally:
        answer.close()
        connection.close()


def _refusal(status: int, body: bytes) -> BackendError:
    try:
        problem = json.loads(body)
        code = problem.get("code")
        code = code if isinstance(code, str) else ""
        return BackendError(problem_words.sentence(code, str(problem["detail"])), code, status)
    except (ValueError, KeyError, TypeError, AttributeError):
        sentence = _("The colour backend answered with an error ({status}) and did not say why.")
        return BackendError(sentence.format(status=status), status=status)


def _pause(retry_after: str | None) -> float:
    try:
        seconds = float(retry_after or 1.0)
    except ValueError:
        seconds = 1.0
    return min(max(seconds, 0.1), LONGEST_PAUSE)


def broke_off() -> NoAnswer:
    """Give the error of an answer that ends too early."""
    return NoAnswer(
        _("The colour backend broke off in the middle of its answer. Please try again.")
    )

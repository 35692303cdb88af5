# SPDX-License-Identifier: GPL-3.0-or-later
"""One photo after the other: who may use the network now, and how many wait for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from backend.problems import Problem

RETRY_SECONDS = 2


def busy() -> Problem:
    """Tell a caller to come again, as there are too many."""
    return Problem(
        "busy", "The backend is busy with other photos; try again in a moment.", RETRY_SECONDS
    )


class Turns:
    """A queue before the network.

    Parameters
    ----------
    waiting : int
        How many may wait while a turn is taken.
    """

    def __init__(self, waiting: int) -> None:
        self._waiting = waiting
        self._callers = 0
        self._counting = threading.Lock()
        self._lock = threading.Lock()

    @property
    def taken(self) -> bool:
        """Tell whether it is somebody's turn."""
        return self._lock.locked()

    @contextmanager
    def in_queue(self) -> Iterator[None]:
        """Wait for one's turn.

        Raises
        ------
        Problem
            ``busy`` when too many wait.
        """
        with self._counting:
            if self._callers > self._waiting:
                raise busy()
            self._callers += 1
        try:
            with self._lock:
                yield
        finally:
            with self._counting:
                self._callers -= 1

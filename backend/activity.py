# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether anybody still uses the backend."""

from __future__ import annotations

import threading
import time


class Activity:
    """Counts what is going on and remembers when it last ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self._last = time.monotonic()

    def begin(self) -> None:
        """Count something that starts."""
        with self._lock:
            self._running += 1

    def end(self) -> None:
        """Count something that ends."""
        with self._lock:
            self._running -= 1
            self._last = time.monotonic()

    def idle_seconds(self) -> float:
        """Return the seconds since the last thing ended; 0 while one runs."""
        with self._lock:
            return 0.0 if self._running else time.monotonic() - self._last

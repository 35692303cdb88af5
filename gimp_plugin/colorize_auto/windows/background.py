# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of the backend beside a window that goes on answering the artist."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from gi.repository import GLib

Work = Callable[[], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]


class Background:
    """One thread that makes a window's calls, the oldest first.

    A slider asks for more pictures than anybody can look at: of the requests of one kind that wait,
    only the newest is kept. Work must not call GIMP or GTK; `done` and `failed` run in GTK's main
    loop and may.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, tuple[Work, Done, Failed]] = OrderedDict()
        self._newest: dict[str, object] = {}
        self._changed = threading.Condition()
        self._closed = False
        threading.Thread(target=self._run, daemon=True).start()

    def ask(self, kind: str, work: Work, done: Done, failed: Failed) -> None:
        """Have `work` done soon, in place of what of this `kind` still waits.

        Parameters
        ----------
        kind : str
            What is asked for, "preview" say.
        work : callable
            ``work()``, in the thread.
        done : callable
            ``done(result)``, unless something newer of this kind was asked for meanwhile, or the
            window was closed.
        failed : callable
            ``failed(exception)``, likewise.
        """
        with self._changed:
            self._waiting.pop(kind, None)
            self._waiting[kind] = (work, done, failed)
            self._newest[kind] = work
            self._changed.notify()

    def close(self) -> None:
        """End after the call under way, whose result nobody gets."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not (self._waiting or self._closed):
                    self._changed.wait()
                if self._closed:
                    return
                kind, (work, done, failed) = self._waiting.popitem(last=False)
            try:
                result = work()
            except Exception as error:
                GLib.idle_add(self._deliver, kind, work, failed, error)
            else:
                GLib.idle_add(self._deliver, kind, work, done, result)

    def _deliver(self, kind: str, work: Work, receive: Callable[[Any], None], what: Any) -> bool:
        if not self._closed and self._newest.get(kind) is work:
            receive(what)
        return False  # GLib calls again otherwise

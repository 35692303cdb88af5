# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP's progress bar, kept moving while something slow goes on in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from gi.repository import Gimp

from backend_access.client import BackendClient

SECONDS_BETWEEN_PULSES = 0.1

T = TypeVar("T")


class Progress:
    """The progress bar in the image window.

    While it is shown the artist can press Cancel; GIMP then ends the plug-in's process at once.
    So nothing may be done to the artist's image between `__init__` and `end`.
    """

    def __init__(self, text: str):
        self._text = text
        self._shown = True
        Gimp.progress_init(text)

    def say(self, text: str) -> None:
        """Show what is being waited for."""
        if text != self._text:
            self._text = text
            Gimp.progress_set_text(text)

    def wait_for(self, work: Callable[[Callable[[str], None]], T]) -> T:
        """Run `work` in a thread and pulse until it is done.

        Parameters
        ----------
        work : callable
            ``work(report)``; it may call ``report(text)`` and must not call GIMP.

        Returns
        -------
        What `work` returned; what it raised is raised.
        """
        job = _Job(work)
        job.thread.start()
        while job.thread.is_alive():
            job.thread.join(SECONDS_BETWEEN_PULSES)
            self.say(job.text or self._text)
            Gimp.progress_pulse()
        return job.result()

    def ask(self, client: BackendClient, call: Callable[[], T]) -> T:
        """Make a call of the backend as `wait_for` does, and show what the backend waits for.

        Parameters
        ----------
        client : BackendClient
            With which the call is made.
        call : callable
            ``call()``; it must not call GIMP.

        Raises
        ------
        BackendError
        """

        def work(report: Callable[[str], None]) -> T:
            client.on_wait = report
            return call()

        return self.wait_for(work)

    def reached(self, fraction: float) -> None:
        """Show how much is done, 0..1."""
        Gimp.progress_update(fraction)

    def end(self) -> None:
        """Take the bar, and with it the Cancel button, away; a second time does nothing."""
        if self._shown:
            self._shown = False
            Gimp.progress_end()


class _Job(Generic[T]):
    def __init__(self, work: Callable[[Callable[[str], None]], T]):
        self.text = ""
        self._work = work
        self._results: list[T] = []
        self._error: BaseException | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self._results.append(self._work(self._report))
        except BaseException as error:
            self._error = error

    def _report(self, text: str) -> None:
        self.text = text

    def result(self) -> T:
        if self._error is not None:
            raise self._error
        return self._results[0]

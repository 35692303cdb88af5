# SPDX-License-Identifier: GPL-3.0-or-later
"""End the running backend, and start a fresh one in its place."""

from __future__ import annotations

import time

from backend_access import connection as connections
from backend_access.client import BackendClient, BackendError, NoAnswer
from backend_access.starter import PAUSE, NotStarted, Report, chosen_by_hand, ready_backend
from installation import Installation
from translation import _

SECONDS_TO_END = 30.0


class NotEnded(NotStarted):
    """The running backend cannot be ended from here."""


def restart(installation: Installation, report: Report) -> BackendClient:
    """End the backend, where one runs, and give a client of a fresh one that is ready.

    Raises
    ------
    NotEnded
        When it was started by hand, or does not end.
    NotStarted
        When the fresh one does not come up.
    """
    end(installation, report)
    return ready_backend(installation, report)


def end(installation: Installation, report: Report) -> None:
    """End the backend that the plug-in started, of whatever version; wait until it is gone.

    Raises
    ------
    NotEnded
        When it was started by hand, or does not end.
    """
    if chosen_by_hand(installation) is not None:
        raise NotEnded(
            _("This backend was started by hand: end it, and start it again, where you started it.")
        )
    report(_("Ending the colour backend…"))
    try:
        running = connections.read(installation.connection)
        BackendClient(running).end()
    except (connections.NotRunning, NoAnswer):
        return
    except BackendError as error:
        if error.by_another:
            return
        raise NotEnded(
            _(
                "The running colour backend cannot be ended from here ({error}). End its process, "
                "or start the computer anew."
            ).format(error=error)
        ) from error
    give_up = time.monotonic() + SECONDS_TO_END
    while _still_there(installation, running):
        if time.monotonic() > give_up:
            raise NotEnded(
                _(
                    "The colour backend did not end within {seconds:.0f} seconds. Wait until the "
                    "photo that it colours is done, and try again."
                ).format(seconds=SECONDS_TO_END)
            )
        time.sleep(PAUSE)


def _still_there(installation: Installation, running: connections.Connection) -> bool:
    """Whether the same backend still names its address, which it does to its very end."""
    try:
        return connections.read(installation.connection) == running
    except connections.NotRunning:
        return False

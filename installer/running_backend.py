# SPDX-License-Identifier: GPL-3.0-or-later
"""A backend that still runs: asking who it is, ending it before its files are replaced."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from typing import Any

from installer import plug_in_modules
from installer.locations import Locations
from installer.narration import Narration

_SECONDS_TO_END = 15.0


def health(locations: Locations) -> dict[str, Any] | None:
    """Give what the running backend says of itself; None if none answers to our token."""
    connection = plug_in_modules.load("backend_access.connection")
    client = plug_in_modules.load("backend_access.client")
    errors = plug_in_modules.load("errors")
    try:
        answer = client.BackendClient(connection.read(locations.connection)).health()
    except errors.ColorizeError:
        return None
    return answer if isinstance(answer, dict) else None


def start(locations: Locations, narration: Narration) -> Any:
    """Give the plug-in's client of a backend that is ready, started if there was none.

    Raises
    ------
    errors.ColorizeError
        Of the plug-in: the backend does not come up; its text says why.
    """
    starter = plug_in_modules.load("backend_access.starter")
    installation = plug_in_modules.load("installation").read(locations.facts)
    return starter.ready_backend(installation, narration.live)


def end(locations: Locations, narration: Narration) -> bool:
    """End the running backend, if it is ours beyond doubt.

    The process is touched only when what answers at the recorded address accepts the recorded token
    and names the recorded process.

    Returns
    -------
    bool
        Whether a backend was ended.
    """
    answer = health(locations)
    if answer is None or answer.get("pid") != _recorded_pid(locations):
        return False
    pid = int(answer["pid"])
    narration.say(f"Ending the running backend (process {pid})")
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGTERM)
    if not _wait_for_end(locations, pid) and os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
        _wait_for_end(locations, pid)
    locations.connection.unlink(missing_ok=True)
    return True


def _recorded_pid(locations: Locations) -> object:
    try:
        return json.loads(locations.connection.read_text(encoding="utf-8"))["pid"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _wait_for_end(locations: Locations, pid: int) -> bool:
    """Wait until the backend neither answers nor runs: it stops listening before it ends."""
    until = time.monotonic() + _SECONDS_TO_END
    while time.monotonic() < until:
        if health(locations) is None and not _runs(pid):
            return True
        time.sleep(0.1)
    return False


def _runs(pid: int) -> bool:
    if os.name != "posix":  # Windows ends a process at once, and os.kill would end others there
        return False
    try:
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            return False
    except ChildProcessError:
        pass  # not started by us: somebody else waits for it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True

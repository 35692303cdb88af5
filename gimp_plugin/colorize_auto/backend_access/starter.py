# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the backend that is running, or start one and wait until it can colour."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backend_access import connection as connections
from backend_access import connection_by_hand
from backend_access.client import BackendClient, BackendError, NoAnswer
from errors import ColorizeError
from installation import Installation
from translation import _

# Loading PyTorch from a cold, slow disk takes up to a minute.
SECONDS_TO_LISTEN = 120.0
SECONDS_TO_READY = 300.0
PAUSE = 0.2
LOG_LINES = 6

Report = Callable[[str], None]


class NotStarted(ColorizeError):
    """The backend did not come up; the sentence holds the last lines of its log."""


def ready_backend(installation: Installation, report: Report) -> BackendClient:
    """Give a client of a backend that is ready, starting one where none answers.

    Parameters
    ----------
    installation : Installation
    report : callable
        Is given, again and again, a text that says what is being waited for.

    Raises
    ------
    NotStarted
        When the backend cannot be started, fails, or is not ready in time; when one was chosen by
        hand and does not answer.
    BackendError
        When a backend of another version is running.
    """
    report(_("Looking for the colour backend…"))
    chosen = chosen_by_hand(installation)
    if chosen is not None:
        found = _at_hand(chosen, installation)
    else:
        found = _running(installation) or _start(installation, report)
    client, health = found
    began = time.monotonic()
    while health["state"] not in ("ready", "busy"):
        waited = time.monotonic() - began
        if health["state"] == "failed":
            raise NotStarted(
                _("The colour backend cannot work: {reason}").format(
                    reason=health.get("reason") or _end_of_log(installation)
                )
            )
        if waited > SECONDS_TO_READY:
            raise NotStarted(
                _(
                    "The colour backend was still loading after {seconds:.0f} seconds. "
                    "Its last words:\n{log}"
                ).format(seconds=waited, log=_end_of_log(installation))
            )
        report(_("Loading the colorizer… ({seconds:.0f} s)").format(seconds=waited))
        time.sleep(PAUSE)
        try:
            health = client.health()
        except NoAnswer as error:
            raise NotStarted(
                _("The colour backend ended while it was loading. Its last words:\n{log}").format(
                    log=_end_of_log(installation)
                )
            ) from error
    return client


def chosen_by_hand(installation: Installation) -> connections.Connection | None:
    """Give the backend that the artist chose by its address, if any."""
    return None if installation.by_hand is None else connection_by_hand.read(installation.by_hand)


def _at_hand(
    chosen: connections.Connection, installation: Installation
) -> tuple[BackendClient, dict[str, Any]]:
    """Give the backend that was chosen by hand; none is started in its place."""
    client = BackendClient(chosen)
    place = f"{chosen.host}:{chosen.port}"
    try:
        health = client.health()
    except BackendError as error:
        if error.status == 401:
            raise NotStarted(
                _(
                    "The colour backend at {place} does not accept the token. It may have been "
                    "started anew: enter its token under Filters > Colorize > Settings / Status."
                ).format(place=place)
            ) from error
        raise NotStarted(
            _(
                "No colour backend answers at {place}, which was chosen by hand: so the plug-in "
                "does not start one. Start it there, look after the SSH tunnel, or choose another "
                "connection under Filters > Colorize > Settings / Status."
            ).format(place=place)
        ) from error
    _same_version(health, installation)
    return client, health


def _running(installation: Installation) -> tuple[BackendClient, dict[str, Any]] | None:
    """Give the backend that answers, or None when a new one is needed."""
    try:
        client = BackendClient(connections.read(installation.connection))
        health = client.health()
    except (connections.NotRunning, NoAnswer):
        return None
    except BackendError as error:
        if error.by_another:
            return None
        raise
    if "state" not in health or "version" not in health:
        return None
    _same_version(health, installation)
    return client, health


def _same_version(health: dict[str, Any], installation: Installation) -> None:
    if health.get("version") != installation.version:
        raise BackendError(
            _(
                "The colour backend that is running (process {pid}) has version {running}, but "
                "this plug-in has version {installed}. Restart it under Filters > Colorize > "
                "Settings / Status, or where you started it by hand; if that does not help, run "
                "“python3 install.py” again."
            ).format(
                running=health.get("version", "?"),
                installed=installation.version,
                pid=health.get("pid", "?"),
            ),
            code="version-mismatch",
        )


def _start(installation: Installation, report: Report) -> tuple[BackendClient, dict[str, Any]]:
    """Start the backend and wait until it listens."""
    process = _launch(installation)
    began = time.monotonic()
    while True:
        found = _running(installation)
        if found is not None:
            return found
        waited = time.monotonic() - began
        # Exit code 0 means that another start was faster: then its backend is about to listen.
        code = process.poll()
        if code not in (None, 0):
            raise NotStarted(
                _("The colour backend ended at once (code {code}). Its last words:\n{log}").format(
                    code=code, log=_end_of_log(installation)
                )
            )
        if waited > SECONDS_TO_LISTEN:
            raise NotStarted(
                _(
                    "The colour backend was started, but did not answer within {seconds:.0f} "
                    "seconds. Its last words:\n{log}"
                ).format(seconds=waited, log=_end_of_log(installation))
            )
        report(_("Starting the colour backend… ({seconds:.0f} s)").format(seconds=waited))
        time.sleep(PAUSE)


def _launch(installation: Installation) -> subprocess.Popen[bytes]:
    """Start the backend's process, detached: it outlives the plug-in and GIMP."""
    detached: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        # A console without a window, for the environment's Python is a launcher that starts the
        # real one: without any console (DETACHED_PROCESS), that would open a window of its own.
        detached = {
            "creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        }
    try:
        with _early_words(installation).open("wb") as early_words:
            return subprocess.Popen(
                installation.start,
                cwd=Path.home(),
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=early_words,
                stderr=early_words,
                **detached,
            )
    except OSError as error:
        raise NotStarted(
            _(
                "The colour backend could not be started ({error}). Start it by hand with "
                "“{command}” and try again, or run “python3 install.py” anew."
            ).format(error=error, command=_command_by_hand(installation))
        ) from error


def _environment() -> dict[str, str]:
    """Give the environment variables for the backend, without those that are GIMP's alone."""
    # GIMP brings its own Python on some systems; its settings must not reach the backend's.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    if "APPDIR" in environment:
        # The AppImage has its own libraries loaded into every program that it starts.
        for name in ("LD_PRELOAD", "LD_LIBRARY_PATH"):
            environment.pop(name, None)
    return environment


def _command_by_hand(installation: Installation) -> str:
    """Give the command with which people start the backend in a terminal."""
    # It is on nobody's PATH, but stands beside the environment's Python.
    command = [str(Path(installation.start[0]).with_name("gimp-colorize")), "serve"]
    return subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)


def _early_words(installation: Installation) -> Path:
    """Give the file for what a backend says before its own log is open, an ImportError say."""
    installation.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return installation.log.with_name("backend-start.log")


def _end_of_log(installation: Installation) -> str:
    lines: list[str] = []
    for path in (installation.log, _early_words(installation)):
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        lines += text.strip().splitlines()[-LOG_LINES:]
    return "\n".join(lines[-LOG_LINES:]) or _("(the log is empty: {path})").format(
        path=installation.log
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a backend: the one per user, from its lock to its clean end.

The operating system frees the lock when the process dies, however it dies, so there is no stale
one; a `connection.json` that a killed backend left behind is removed by the next.
"""

from __future__ import annotations

import _thread
import errno
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType
from typing import Any

import filelock
import waitress.server
from flask import Flask

from backend import __version__, locations
from backend.activity import Activity
from backend.application import create_app
from backend.body_admission import channel_class
from backend.configuration import Limits
from backend.connection import (
    Connection,
    private_folder,
    read_connection,
    write_connection,
)
from backend.inference import Inference
from backend.photo_calls import limited
from backend.token_file import new_token, token_from
from models.errors import ColorizeError

_log = logging.getLogger(__name__)

_HOST = "127.0.0.1"
_SPARE_THREADS = 2  # say how things are, whatever is going on
_LOG_BYTES = 1 << 20
_PATIENCE_SECONDS = 30.0  # for another backend that is just starting or ending
_IDLE_CHECKS = 10  # within the time after which an idle backend ends
_SECONDS_FOR_THE_ANSWER = 0.3  # that says that the backend ends, to get away


class CannotServe(ColorizeError):
    """The backend cannot be started, and why."""


def serve(
    port: int,
    device: str,
    idle_minutes: float,
    limits: Limits,
    say: Callable[[str], None],
    token_file: Path | None = None,
) -> bool:
    """Be the backend until it is ended, or name the one that is there already.

    Parameters
    ----------
    port : int
        0 for any free one.
    device : str
        ``auto``, ``cpu``, ``cuda`` or ``mps``.
    idle_minutes : float
        End after so long without a request; 0 for never.
    limits : Limits
        Bounds on memory and sizes.
    say : callable
        Told the address, and where the token is.
    token_file : Path, optional
        Holds the token, or gets a new one; without it every start has a token of its own. Not
        touched when a backend is there already.

    Returns
    -------
    bool
        Whether this process was the backend.

    Raises
    ------
    CannotServe
        When the port is taken, or the folder or a file in it cannot be used.
    BadTokenFile
        When `token_file` cannot be used.
    """
    try:
        private_folder(locations.state_folder())
        lock = filelock.FileLock(locations.lock_file())
        running = _acquire_or_find(lock)
    except OSError as error:
        raise _unusable(error) from error
    if running is not None:
        say(f"A backend is already running at {running.url}")
        say(f"Its token is in {locations.connection_file()}")
        if token_file is not None:
            say(f"{token_file} does not count; end that backend first if it is to.")
        return False
    try:
        with suppress(SystemExit):  # a signal before there was a server to take it
            token = new_token() if token_file is None else token_from(token_file)
            _serve_alone(port, device, idle_minutes, limits, say, token)
    finally:
        lock.release()
    return True


def _unusable(error: OSError) -> CannotServe:
    return CannotServe(f"The backend cannot use its folder {locations.state_folder()} ({error}).")


def _acquire_or_find(lock: filelock.BaseFileLock) -> Connection | None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            lock.acquire(blocking=False)
            return None
        except filelock.Timeout:
            connection = read_connection(locations.connection_file())
            if connection is not None and connection.answers():
                return connection
        if time.monotonic() > end:
            raise CannotServe(
                "Another backend is running but does not answer; end it, or look into "
                f"{locations.log_file()}."
            )
        time.sleep(0.1)


def _serve_alone(
    port: int,
    device: str,
    idle_minutes: float,
    limits: Limits,
    say: Callable[[str], None],
    token: str,
) -> None:
    file = locations.connection_file()
    try:
        file.unlink(missing_ok=True)
        handler = _open_log()
    except OSError as error:
        raise _unusable(error) from error
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _end)
    hang_up = getattr(signal, "SIGHUP", None)  # which Windows does not know
    # Whoever starts a program with nohup wants it to outlive the terminal.
    if hang_up is not None and signal.getsignal(hang_up) is not signal.SIG_IGN:
        signal.signal(hang_up, _end)
    try:
        inference = Inference(device, limits.queue_length)
        activity = Activity()
        end = threading.Event()
        app = create_app(token, inference, limits, activity, end)
        server = _listen(app, port, limits, token)
        connection = Connection(
            f"http://{_HOST}:{server.effective_port}", token, os.getpid(), __version__
        )
        try:
            write_connection(file, connection)
        except OSError as error:
            raise _unusable(error) from error
        inference.load_in_background()
        _end_when_wished(end)
        if idle_minutes > 0:
            _end_when_idle(activity, inference, 60 * idle_minutes)
        _log.info("Listening at %s", connection.url)
        say(f"The backend listens at {connection.url}")
        say(f"Its token is in {file}")
        server.run()
    except CannotServe as error:
        _log.error("%s", error)
        raise
    except Exception:
        _log.exception("The backend cannot go on")
        raise
    finally:
        file.unlink(missing_ok=True)
        _log.info("Ended")
        logging.getLogger().removeHandler(handler)
        handler.close()


def _listen(app: Flask, port: int, limits: Limits, token: str) -> Any:
    try:
        server = waitress.server.create_server(
            limited(app, limits.photo_calls),
            host=_HOST,
            port=port,
            threads=limits.photo_calls + _SPARE_THREADS,
            # What is a little too large comes to the application, which says so in its own words.
            max_request_body_size=2 * limits.max_request_bytes,
            ident=None,
        )
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise CannotServe(
                f"Port {port} is taken by another program; choose another one with --port, or "
                "leave --port out."
            ) from error
        raise
    server.channel_class = channel_class(token)
    return server


def _end_when_wished(wished: threading.Event) -> None:
    def watch() -> None:
        wished.wait()
        time.sleep(_SECONDS_FOR_THE_ANSWER)
        _thread.interrupt_main(signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="end").start()


def _end_when_idle(activity: Activity, inference: Inference, seconds: float) -> None:
    def watch() -> None:
        while activity.idle_seconds() < seconds or inference.state == "loading":
            time.sleep(min(seconds / _IDLE_CHECKS, 5.0))
        _log.info("Nobody called for %.0f minutes", seconds / 60)
        _thread.interrupt_main(signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="idle").start()


def _end(number: int, frame: FrameType | None) -> None:
    # waitress takes this exception as the wish to end, and the with statements see it too.
    raise SystemExit(0)


def _open_log() -> logging.Handler:
    file = locations.log_file()
    handler = RotatingFileHandler(file, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    _log.info("==== backend %s, process %d ====", __version__, os.getpid())
    return handler

# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as a process of its own: a backend, as the plug-in starts it, or a command."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import requests

from backend import locations
from backend.connection import Connection, read_connection

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "backend", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


def run(
    *arguments: str, cwd: Path | None = None, before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Wait for a command's end; `before` are words of another program that runs it."""
    return subprocess.run(
        [*before, *command(*arguments)],
        env=environment(),
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


def backend(
    *arguments: str, before: Sequence[str] = ()
) -> AbstractContextManager[subprocess.Popen[str]]:
    """Start a backend; see `started`."""
    return started("serve", *arguments, before=before)


@contextmanager
def started(
    *arguments: str, before: Sequence[str] = (), cwd: Path | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Start a command; it is ended afterwards if it still lives."""
    process = subprocess.Popen(
        [*before, *command(*arguments)],
        env=environment(),
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def connect(process: subprocess.Popen[str]) -> Connection:
    """Wait until the process has said where it is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        connection = read_connection(locations.connection_file())
        if connection is not None and connection.pid == process.pid:
            return connection
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    raise AssertionError(f"no connection; the log: {locations.log_file().read_text()}")


def call(connection: Connection, method: str, path: str, **options: object) -> requests.Response:
    return requests.request(
        method,
        f"{connection.url}/v1{path}",
        headers={"Authorization": f"Bearer {connection.token}", **options.pop("headers", {})},
        timeout=PATIENCE,
        **options,
    )


def wait_for_state(connection: Connection, *states: str) -> dict:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        body = call(connection, "GET", "/health").json()
        if body["state"] in states:
            return body
        time.sleep(0.05)
    raise AssertionError(f"still {body}")

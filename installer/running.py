# SPDX-License-Identifier: GPL-3.0-or-later
"""Running another program for minutes while the user sees what it does."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from installer.errors import CommandFailed, InstallationError
from installer.narration import Narration

_TICK_SECONDS = 1.0


def run_visibly(
    command: Sequence[str],
    title: str,
    narration: Narration,
    log: Path,
    summary: Callable[[str], str | None],
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run a program; its lines go to a log, a summary of them to the live line.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments.
    title : str
        What is being done; shown until the first summary.
    narration : Narration
        Where to show it.
    log : Path
        File to which all lines are appended.
    summary : callable
        Takes a line of the program and gives what to show of it, or None to go on showing the
        last one.
    environment : mapping, optional
        Environment variables; those of this process if not given.

    Raises
    ------
    CommandFailed
        The program ended with an error.
    InstallationError
        The program could not be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=None if environment is None else dict(environment),
        )
    except OSError as error:
        raise InstallationError(f"{title}: {command[0]} does not start ({error}).") from error
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process, lines), daemon=True)
    reader.start()
    tail: deque[str] = deque(maxlen=40)
    shown = title
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"$ {' '.join(command)}\n")
            while True:
                try:
                    line = lines.get(timeout=_TICK_SECONDS)
                except queue.Empty:
                    narration.live(shown)
                    continue
                if line is None:
                    break
                text = summary(line)
                if text is not None:
                    shown = text
                    narration.live(shown)
                if not line.startswith("Progress "):
                    tail.append(line)
                    file.write(line + "\n")
        code = process.wait()
    except BaseException:
        process.terminate()  # Ctrl-C: nothing of ours goes on in the background
        process.wait()
        raise
    if code != 0:
        raise CommandFailed(title, code, [line for line in tail if line.strip()])


def _read(process: subprocess.Popen[bytes], lines: queue.Queue[str | None]) -> None:
    assert process.stdout is not None
    for raw in process.stdout:
        lines.put(raw.decode("utf-8", "replace").rstrip())
    lines.put(None)

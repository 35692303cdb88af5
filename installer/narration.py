# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user reads: steps, facts, warnings and one live line, so that it is never silent."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

_SHORTEST_PAUSE = 3.0
_LONGEST_SILENCE = 15.0


class Narration:
    """Tells the user what happens, on a terminal or into a log.

    Parameters
    ----------
    stream : TextIO, optional
        Where to write; standard output if not given.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stdout if stream is None else stream
        self._terminal = self._stream.isatty()
        self._live_width = 0
        self._live_text = ""
        self._last_written = time.monotonic()
        self._step_started = time.monotonic()

    def step(self, text: str) -> None:
        """Begin a step."""
        self._step_started = time.monotonic()
        self._write_line(f"==> {text}")

    def say(self, text: str) -> None:
        """Tell a fact."""
        self._write_line("\n".join(f"    {line}" if line else "" for line in text.split("\n")))

    def warn(self, text: str) -> None:
        """Tell something that the user should act on."""
        self._write_line("\n".join(f"  ! {line}" for line in text.split("\n")))

    def plain(self, text: str = "") -> None:
        """Write a line as it is."""
        self._write_line(text)

    def live(self, text: str) -> None:
        """Show what is being done at this moment, with the seconds since the step began."""
        seconds = int(time.monotonic() - self._step_started)
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            line = f"    {text}"[: width - 8] + f"  {seconds} s"
            self._stream.write("\r" + self._writable(line.ljust(self._live_width)))
            self._live_width = len(line)
            self._stream.flush()
        elif self._is_news(text):
            self._write_line(f"    {text}  ({seconds} s)")
        self._live_text = text

    def _is_news(self, text: str) -> bool:
        # A log shall neither be flooded nor fall silent.
        silent = time.monotonic() - self._last_written
        return silent >= _LONGEST_SILENCE or (silent >= _SHORTEST_PAUSE and text != self._live_text)

    def _write_line(self, text: str) -> None:
        if self._live_width:
            self._stream.write("\r" + " " * self._live_width + "\r")
            self._live_width = 0
        self._stream.write(self._writable(text) + "\n")
        self._stream.flush()
        self._last_written = time.monotonic()

    def _writable(self, text: str) -> str:
        # A console with a small character set must not end the installation over a file name.
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        return text.encode(encoding, "replace").decode(encoding)

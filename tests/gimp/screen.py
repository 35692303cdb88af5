# SPDX-License-Identifier: GPL-3.0-or-later
"""A screen that nobody sees, with a keyboard, for GIMP's windows."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from gimp_program import GimpProgram

WIDTH, HEIGHT = 1400, 900


class Screen:
    """An Xvfb of its own. Use it as a context manager, which ends it.

    Parameters
    ----------
    gimp : GimpProgram
        Xvfb, xdotool and ImageMagick's import come from where GIMP is.
    home : Path
        The home folder of the programs on the screen.
    scale : int
        How many pixels the screen has, each way, for each one that a program counts.
    size : (int, int)
        Its width and height, as a program counts them.
    """

    def __init__(
        self,
        gimp: GimpProgram,
        home: Path,
        scale: int = 1,
        size: tuple[int, int] = (WIDTH, HEIGHT),
    ):
        self._gimp = gimp
        self._home = home
        self._scale = scale
        self._size = size

    def __enter__(self) -> Screen:
        width, height = (self._scale * side for side in self._size)
        size = f"{width}x{height}x24"
        # The server finds a free number itself: fixed numbers collide between chroots.
        words = ("Xvfb", "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp")
        self._server = subprocess.Popen(
            [*self._gimp.environment(self._home), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._server.stdout is not None
        self.display = ":" + self._server.stdout.readline().strip()
        assert self.display != ":", "Xvfb did not start"
        return self

    def __exit__(self, *error: object) -> None:
        self._server.terminate()
        self._server.wait(20)

    def start(self, *command: str, **variables: str) -> subprocess.Popen[str]:
        """Start a program on the screen; its output can be read."""
        return subprocess.Popen(
            [*self._environment(**variables), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def wait_for_window(self, pattern: str, seconds: float = 60) -> str:
        """Wait for a visible window whose title matches; give its id."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            found = self._xdotool("search", "--onlyvisible", "--name", pattern).split()
            if found:
                return found[-1]
            time.sleep(0.2)
        raise AssertionError(f"no window “{pattern}” within {seconds} s")

    def place(self, window: str, x: int, y: int, width: int = 0, height: int = 0) -> None:
        """Move a window, and size it where a size is given. There is no window manager."""
        self._xdotool("windowmove", window, str(x), str(y))
        if width:
            self._xdotool("windowsize", "--sync", window, str(width), str(height))

    def extent(self, window: str) -> tuple[int, int]:
        """Give width and height of a window."""
        told = self._xdotool("getwindowgeometry", "--shell", window)
        facts = dict(line.split("=") for line in told.split())
        return int(facts["WIDTH"]), int(facts["HEIGHT"])

    def press(self, window: str, *keys: str) -> None:
        """Press keys, one after the other, in a window."""
        # Without a window manager no window gets the focus by itself.
        self._xdotool("windowfocus", "--sync", window)
        for key in keys:
            self._xdotool("key", key)
            time.sleep(0.8)

    def write(self, window: str, text: str) -> None:
        """Type a text into the field that has the focus."""
        self._xdotool("windowfocus", "--sync", window)
        self._xdotool("type", "--delay", "50", text)
        time.sleep(0.8)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Move the pointer from one place to another with its first button down."""
        start_words, end_words = (map(str, place) for place in (start, end))
        self._xdotool("mousemove", *start_words, "mousedown", "1")
        self._xdotool("mousemove", *end_words)
        self._xdotool("mouseup", "1")

    def click_twice(self, place: tuple[int, int]) -> None:
        """Click twice at a place, as quickly as an artist does."""
        words = [str(side) for side in place]
        self._xdotool("mousemove", *words, "click", "--repeat", "2", "--delay", "80", "1")

    def picture(self, file: Path) -> None:
        """Write what is on the screen into a PNG file."""
        # A pointer over a window would bring up a tooltip.
        self._xdotool("mousemove", *(str(self._scale * side - 1) for side in self._size))
        time.sleep(1)
        command = [*self._environment(), "import", "-window", "root", self._gimp.seen(file)]
        subprocess.run(command, check=True, timeout=60)

    def _environment(self, **variables: str) -> list[str]:
        return self._gimp.environment(
            self._home,
            DISPLAY=self.display,
            NO_AT_BRIDGE="1",
            GDK_SCALE=str(self._scale),
            **variables,
        )

    def _xdotool(self, *words: str) -> str:
        command = [*self._environment(), "xdotool", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        return done.stdout

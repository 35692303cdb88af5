# SPDX-License-Identifier: GPL-3.0-or-later
"""GIMP with its windows on a screen, and a script inside it that tells what happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen, TimeoutExpired
from typing import Any

import numpy as np
from PIL import Image

from gimp_program import read_results
from pictures import chroma
from profile_folder import Installed
from screen import HEIGHT, WIDTH, Screen

# Without the version of the GIMP that runs, it would greet with its Welcome window.
GIMPRC = """(config-version "{version}")
(show-welcome-dialog no)
(check-updates no)
(save-session-info no)
"""
# Goes before a script that watches the artist.
WAIT_UNTIL = """
import time
def wait_until(fulfilled):
    give_up = time.monotonic() + 240
    while not fulfilled():
        if time.monotonic() > give_up: raise RuntimeError("nothing happened")
        time.sleep(0.1)

def wait_for_state(image, wanted):
    def reached():
        try:
            return state(image) == wanted
        except AttributeError:  # a layer went while it was looked at
            return False
    wait_until(reached)
"""


class Watch:
    """Reads what the script in GIMP gives, as it comes.

    Attributes
    ----------
    results : dict
        All that the script gave so far.
    """

    def __init__(self, program: Popen[str]):
        self.results: dict[str, Any] = {}
        self._output = ""
        self._program = program
        self._ended = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            self._output += line
            self.results.update(read_results(line))
        self._ended.set()

    def wait_for(self, name: str, seconds: float = 150) -> None:
        """Wait until the script has given `name`."""
        give_up = time.monotonic() + seconds
        while name not in self.results:
            assert not self._ended.is_set(), f"GIMP ended:\n{self._output}"
            assert time.monotonic() < give_up, f"no “{name}”:\n{self._output}"
            time.sleep(0.1)


@contextmanager
def gimp_on_screen(
    installed: Installed,
    screen: Screen,
    photo: Path,
    script: str,
    folder: Path,
    settings: str = "",
    **variables: str,
) -> Iterator[tuple[Watch, str]]:
    """Start GIMP with a photo, and a script that runs inside it while the test presses keys.

    Parameters
    ----------
    script : str
        Sees the names of ``prelude.py`` and `WAIT_UNTIL`; gives ``result(ready=True)`` when the
        artist may begin.
    folder : Path
        Where ``keep`` and ``keep_seen`` of the script write.
    settings : str
        More lines for GIMP's settings, ``(theme "Default")`` say.
    **variables : str
        Of the environment, ``LANGUAGE`` say.

    Yields
    ------
    watch : Watch
    main : str
        GIMP's main window, as large as the screen.
    """
    gimp = installed.gimp
    version = gimp.batch(installed.profile, "result(version=Gimp.version())")["version"]
    (installed.profile / "gimprc").write_text(
        GIMPRC.format(version=version) + settings, encoding="ascii"
    )
    # No artist begins with what another test has chosen last.
    for chosen in (installed.profile / "plug-in-settings").glob("GimpProcedureConfigRun-*.last"):
        chosen.unlink()
    code = gimp.batch_code(installed.profile, WAIT_UNTIL + script, folder=folder)
    program = screen.start(
        *("gimp", "-n", "--no-splash", "--batch-interpreter=python-fu-eval", "-b", code),
        gimp.seen(photo),
        **{"GIMP3_DIRECTORY": gimp.seen(installed.profile), **variables},
    )
    try:
        watch = Watch(program)
        watch.wait_for("ready")
        main = screen.wait_for_window(" GIMP$")
        screen.place(main, 0, 0, WIDTH, HEIGHT)
        time.sleep(1)
        yield watch, main
    finally:
        program.terminate()
        try:
            program.wait(30)
        except TimeoutExpired:
            # GIMP's own handler of the signal can wait for a lock that GIMP itself holds.
            program.kill()
            program.wait(30)


def seen(screen: Screen, folder: Path, box: tuple[int, int, int, int]) -> np.ndarray:
    """Give what is on the screen from left, top to right, bottom: (H, W, 3), 0..1."""
    file = folder / "screen.png"
    screen.picture(file)
    with Image.open(file) as picture:
        return np.asarray(picture.convert("RGB").crop(box)) / 255


def wait_for_color(
    screen: Screen,
    folder: Path,
    box: tuple[int, int, int, int],
    wanted: Callable[[float], bool],
    seconds: float = 90,
) -> float:
    """Wait until the mean chroma in a box on the screen is what is wanted; give it."""
    give_up = time.monotonic() + seconds
    while not wanted(strength := float(chroma(seen(screen, folder, box)).mean())):
        assert time.monotonic() < give_up, f"the chroma stays {strength:.2f}"
    return strength

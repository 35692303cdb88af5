# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of an artist: the menu, the dialog, the layers, undo and redo."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from subprocess import Popen
from typing import Any

import numpy as np
import pytest

from gimp_program import read_results
from pictures import chroma, lightness
from profile_folder import Installed
from screen import HEIGHT, WIDTH, Screen

# Runs inside GIMP while the test presses the keys.
WATCH = """
import time
def wait_until(fulfilled):
    give_up = time.monotonic() + 120
    while not fulfilled():
        if time.monotonic() > give_up: raise RuntimeError("nothing happened")
        time.sleep(0.1)
image, = Gimp.get_images()
before = state(image)
keep_seen(image, "before")
result(ready=True)
wait_until(lambda: len(image.get_layers()) == 2)
time.sleep(0.5)
keep_seen(image, "after")
result(coloured=True, before=before, after=state(image))
wait_until(lambda: len(image.get_layers()) == 1)
result(undone=state(image))
wait_until(lambda: len(image.get_layers()) == 2)
time.sleep(0.5)
keep_seen(image, "redone")
result(redone=state(image))
status, text, group = run(image, image.get_selected_layers(),
                          run_mode=Gimp.RunMode.WITH_LAST_VALS)
result(repeated=len(group.get_children()) if group else text)
"""
# Without the version of the GIMP that runs, it would greet with its Welcome window.
GIMPRC = """(config-version "{version}")
(show-welcome-dialog no)
(check-updates no)
(save-session-info no)
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
        give_up = time.monotonic() + seconds
        while name not in self.results:
            assert not self._ended.is_set(), f"GIMP ended:\n{self._output}"
            assert time.monotonic() < give_up, f"no “{name}”:\n{self._output}"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def version(installed: Installed) -> str:
    given = installed.gimp.batch(installed.profile, "result(version=Gimp.version())")
    return str(given["version"])


def test_from_the_menu_to_the_layers_and_back(
    installed: Installed, version: str, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    gimp = installed.gimp
    (installed.profile / "gimprc").write_text(GIMPRC.format(version=version), encoding="ascii")
    code = gimp.batch_code(installed.profile, WATCH, folder=tmp_path)
    with Screen(gimp, tmp_path) as screen:
        program = screen.start(
            *("gimp", "-n", "--no-splash", "--batch-interpreter=python-fu-eval", "-b", code),
            gimp.seen(photo),
            GIMP3_DIRECTORY=gimp.seen(installed.profile),
        )
        try:
            watch = Watch(program)
            watch.wait_for("ready")
            main = screen.wait_for_window(" GIMP$")
            screen.place(main, 0, 0, WIDTH, HEIGHT)
            time.sleep(1)
            # For people who look at the pictures: room for the Layers dialog, the whole photo.
            screen.drag((1166, 463), (1020, 463))
            screen.drag((1210, 541), (1210, 150))
            screen.press(main, "ctrl+shift+j")
            screen.press(main, "alt+r", "z")
            dialog = screen.wait_for_window(r"^Colorize \(Auto\)$")
            screen.place(dialog, 430, 190)
            time.sleep(1)
            screen.picture(artefacts / "dialog.png")
            # One alternative fewer than usual.
            screen.press(dialog, "alt+a", "Down", "alt+o")
            watch.wait_for("coloured")
            time.sleep(1)
            screen.picture(artefacts / "layers.png")
            screen.press(main, "ctrl+z")
            watch.wait_for("undone")
            screen.press(main, "ctrl+y")
            watch.wait_for("repeated")
        finally:
            program.terminate()
            program.wait(30)

    facts = watch.results
    assert (facts["before"]["type"], facts["after"]["type"]) == ("gray", "rgb")
    shown = [layer["visible"] for layer in facts["after"]["layers"]]
    assert shown == [True, False, False, False, True, True]
    assert facts["repeated"] == 4
    assert facts["undone"] == facts["before"]
    # GIMP's redo selects what it brings back; the rest is the same again.
    assert facts["redone"]["layers"] == facts["after"]["layers"]
    pictures = {name: np.load(tmp_path / f"{name}.npy") for name in ("before", "after", "redone")}
    moved = np.abs(lightness(pictures["after"]) - lightness(pictures["before"]))
    assert np.mean(moved <= 1.0) >= 0.999
    assert chroma(pictures["after"]).mean() > 3.0
    np.testing.assert_array_equal(pictures["redone"], pictures["after"])

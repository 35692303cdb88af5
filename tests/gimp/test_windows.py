# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of an artist: the menu, the dialog, the layers, undo and redo."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from pictures import chroma, lightness
from profile_folder import Installed
from screen import Screen
from watch import gimp_on_screen, wait_for_color

# Runs inside GIMP while the test presses the keys.
WATCH = """
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
# Part of the dialog's preview on the screen.
PREVIEW = (290, 160, 700, 440)


def test_from_the_menu_to_the_layers_and_back(
    installed: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    with (
        Screen(installed.gimp, tmp_path) as screen,
        gimp_on_screen(installed, screen, photo, WATCH, tmp_path) as (watch, main),
    ):
        # For people who look at the pictures: room for the Layers dialog, the whole photo.
        screen.drag((1166, 463), (1020, 463))
        screen.drag((1210, 541), (1210, 150))
        screen.press(main, "ctrl+shift+j")
        screen.press(main, "alt+r", "z")
        dialog = screen.wait_for_window(r"^Colorize \(Auto\)$")
        screen.place(dialog, 250, 120)
        wait_for_color(screen, tmp_path, PREVIEW, lambda strength: strength > 3.0)
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

# SPDX-License-Identifier: GPL-3.0-or-later
"""Confidence, unsure regions and colour hints as an artist sees them, and takes them back."""

from __future__ import annotations

import time
from pathlib import Path

from profile_folder import Installed
from screen import Screen
from watch import gimp_on_screen

# Runs inside GIMP while the test presses the keys.
SCRIPT = """
INTERACTIVE = Gimp.RunMode.INTERACTIVE
def hints():
    return call("plug-in-colorize-hints", image, [photo], run_mode=INTERACTIVE)[2][0]

def undone():
    wait_for_state(image, before)

def stroke(layer, x, y, width, height, srgb):
    buffer = layer.get_buffer()
    buffer.set(Gegl.Rectangle.new(x, y, width, height), "R'G'B'A u8",
               bytes((*srgb, 255)) * (width * height))
    buffer.flush()
    layer.update(0, 0, layer.get_width(), layer.get_height())

image, = Gimp.get_images()
run(image, image.get_layers(), alternatives=0)
photo = image.get_layers()[-1]
before = state(image)
result(ready=True)
wait_until(lambda: os.path.exists(FACTS["folder"] + "/arranged"))
layer, = call("plug-in-colorize-confidence", image, [photo], run_mode=INTERACTIVE)[2]
result(tinted=True)
undone()
call("plug-in-colorize-unsure", image, [photo], run_mode=INTERACTIVE)
result(unsure=Gimp.Selection.is_empty(image))
undone()
strokes = hints()
result(begun=True)
wait_until(lambda: os.path.exists(FACTS["folder"] + "/read"))
stroke(strokes, 90, 634, 120, 8, (70, 150, 90))
stroke(strokes, 120, 710, 330, 10, (45, 75, 130))
stroke(strokes, 40, 590, 300, 9, (92, 86, 72))
stroke(strokes, 200, 150, 300, 20, (235, 205, 165))
Gimp.displays_flush()
result(painted=True)
wait_until(lambda: os.path.exists(FACTS["folder"] + "/seen"))
painted = state(image)
hints()
result(spread=True)
wait_for_state(image, painted)
result(unspread=True)
"""


def test_desk_window(installed: Installed, photo: Path, tmp_path: Path, artefacts: Path) -> None:
    with (
        Screen(installed.gimp, tmp_path) as screen,
        gimp_on_screen(installed, screen, photo, SCRIPT, tmp_path) as (watch, main),
    ):
        # For people who look at the pictures: room for the Layers dialog, the whole photo.
        screen.drag((1166, 463), (1020, 463))
        screen.drag((1210, 541), (1210, 150))
        screen.press(main, "ctrl+shift+j")
        (tmp_path / "arranged").touch()
        dialog = screen.wait_for_window("^Confidence$")
        screen.place(dialog, 350, 200)
        time.sleep(1)
        screen.picture(artefacts / "confidence-dialog.png")
        screen.press(dialog, "alt+o")
        watch.wait_for("tinted")
        screen.picture(artefacts / "confidence.png")
        screen.press(main, "ctrl+z")
        watch.wait_for("unsure")
        screen.picture(artefacts / "unsure-regions.png")
        screen.press(main, "ctrl+z")
        watch.wait_for("begun")
        message = screen.wait_for_window("GIMP Message")
        screen.place(message, 350, 200)
        screen.picture(artefacts / "hints-message.png")
        screen.press(message, "Escape")
        (tmp_path / "read").touch()
        watch.wait_for("painted")
        screen.picture(artefacts / "hints-painted.png")
        (tmp_path / "seen").touch()
        watch.wait_for("spread")
        screen.picture(artefacts / "hints-spread.png")
        screen.press(main, "ctrl+z")
        watch.wait_for("unspread")
    assert watch.results["unsure"] is False

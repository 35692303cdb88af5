# SPDX-License-Identifier: GPL-3.0-or-later
"""Repeat of Colour by Another Photo: a file is taken again, and an open image is asked for."""

from __future__ import annotations

from pathlib import Path

from profile_folder import Installed
from screen import Screen
from watch import gimp_on_screen

# Inside GIMP, while the test presses the keys.
SCRIPT = """
import glob
INTERACTIVE, AGAIN = Gimp.RunMode.INTERACTIVE, Gimp.RunMode.WITH_LAST_VALS
image, = Gimp.get_images()
path = FACTS["folder"] + "/other.png"
mood, = load(path).get_layers()

def style(case, mode, **source):
    before = state(image)
    drawables = image.get_layers()[-1:]
    status, text, given = call("plug-in-colorize-style", image, drawables, run_mode=mode, **source)
    result(**{case: [status, text, state(image) == before]})

result(ready=True)
style("an image", INTERACTIVE, style_layer=mood)
style("an image again", AGAIN)
style("a script", NONINTERACTIVE)
# What was chosen last, which GIMP keeps here and on the image, would come before what is given.
for last in glob.glob(Gimp.directory() + "/plug-in-settings/*colorize-style.last"): os.remove(last)
image = load(path)
style("a file", INTERACTIVE, style_file=Gio.File.new_for_path(path))
style("a file again", AGAIN)
"""
TITLE = "^Colour by Another Photo$"


def test_repeat_asks_for_what_gimp_does_not_keep(
    installed: Installed, two_small_photos: Path, tmp_path: Path, artefacts: Path
) -> None:
    with (
        Screen(installed.gimp, tmp_path) as screen,
        gimp_on_screen(installed, screen, two_small_photos, SCRIPT, tmp_path) as (watch, _main),
    ):
        for case, key in (("an image", "alt+o"), ("an image again", "Escape"), ("a file", "alt+o")):
            dialog = screen.wait_for_window(TITLE)
            screen.place(dialog, 300, 100)
            screen.picture(artefacts / f"dialog-style-{case.replace(' ', '-')}.png")
            screen.press(dialog, key)
            watch.wait_for(case)
        watch.wait_for("a file again")

    made = ["success", "", False]
    assert [watch.results[case] for case in ("an image", "a file", "a file again")] == [made] * 3
    status, _text, unchanged = watch.results["an image again"]
    assert (status, unchanged) == ("cancel", True)
    status, text, unchanged = watch.results["a script"]
    assert (status, unchanged) == ("execution-error", True)
    assert "Choose the photo that gives the mood" in text

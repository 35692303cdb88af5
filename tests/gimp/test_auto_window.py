# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog of Filters > Colorize (Auto): what the artist sees while choosing."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from pictures import chroma, lightness
from profile_folder import Installed, wait_until_there
from screen import Screen
from watch import gimp_on_screen, seen, wait_for_color

# Runs inside GIMP while the test presses the keys.
SCRIPT = """
image, = Gimp.get_images()
image.select_ellipse(Gimp.ChannelOps.REPLACE, 640, 500, 360, 260)
before = state(image)
result(ready=True)
wait_until(lambda: len(image.get_layers()) == 2)
time.sleep(0.5)
group = image.get_layers()[0]
def note_of(group):
    return json.loads(bytes(group.get_parasite("colorize-auto").get_data()).decode())
note = note_of(group)
# As if the artist had coloured another photo with other settings in the meantime.
flags = Gimp.PARASITE_PERSISTENT | Gimp.PARASITE_UNDOABLE
group.attach_parasite(Gimp.Parasite.new(
    "colorize-auto", flags, json.dumps({**note, "saturation": 0.25, "alternatives": 1}).encode()))
result(coloured=True, note=note, before=before, after=state(image),
       children=[child.get_name() for child in group.get_children()])
wait_until(lambda: len(image.get_layers()) == 3)
time.sleep(0.5)
result(again=note_of(image.get_layers()[0]))
wait_until(lambda: os.path.exists(FACTS["folder"] + "/preview seen"))
Gimp.Selection.none(image)
image.get_layers()[-1].fill(Gimp.FillType.WHITE)
result(retouched=True)
wait_until(lambda: len(image.get_layers()) == 4)
time.sleep(0.5)
result(part=note_of(image.get_layers()[0]))
"""
# The artist goes on working while the dialog is open.
CROPPING = """
image, = Gimp.get_images()
result(ready=True)
wait_until(lambda: os.path.exists(FACTS["folder"] + "/preview seen"))
image.crop(600, 500, 100, 50)
result(cropped=True)
wait_until(lambda: len(image.get_layers()) == 2)
time.sleep(0.5)
group, photo = image.get_layers()
colour = group.get_children()[-1]
keep(photo, "R'G'B' u8", "photo")
keep(colour, "R'G'B' u8", "colour")
result(coloured=[list(layer.get_offsets())[1:] for layer in (photo, colour)])
"""
LIGHT = """(theme "Default")
(theme-color-scheme light)
"""
# Part of the dialog's preview on the screen, and its whole width.
PREVIEW = (330, 180, 760, 480)
WIDE = (324, 180, 772, 480)


def test_the_preview_follows_the_settings(
    installed: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    with (
        Screen(installed.gimp, tmp_path) as screen,
        gimp_on_screen(installed, screen, photo, SCRIPT, tmp_path) as (watch, main),
    ):
        screen.press(main, "alt+r", "z")
        dialog = screen.wait_for_window(r"^Colorize \(Auto\)$")
        screen.place(dialog, 300, 150)
        automatic = wait_for_color(screen, tmp_path, PREVIEW, lambda strength: strength > 1.0)
        screen.picture(artefacts / "dialog-selection.png")
        # The saturation's number goes to its least, and to its greatest.
        screen.press(dialog, "alt+u", "ctrl+Next")
        wait_for_color(screen, tmp_path, PREVIEW, lambda strength: strength < 0.5)
        screen.press(dialog, "ctrl+Prior")
        wait_for_color(screen, tmp_path, PREVIEW, lambda strength: strength > 1.2 * automatic)
        screen.press(dialog, "alt+i")
        screen.picture(artefacts / "dialog-split.png")
        left, right = np.hsplit(chroma(seen(screen, tmp_path, WIDE)), 2)
        assert left[:, :-4].mean() < 0.5 < right.mean()
        screen.press(dialog, "alt+b")
        wait_for_color(screen, tmp_path, PREVIEW, lambda strength: strength < 0.5)
        screen.press(dialog, "alt+f", "alt+o")
        watch.wait_for("coloured")
        screen.picture(artefacts / "layers-of-a-selection.png")
        screen.press(main, "alt+r", "z")
        screen.press(screen.wait_for_window(r"^Colorize \(Auto\)$"), "alt+o")
        watch.wait_for("again")
        screen.press(main, "alt+r", "z")
        dialog = screen.wait_for_window(r"^Colorize \(Auto\)$")
        screen.place(dialog, 300, 150)
        wait_for_color(screen, tmp_path, PREVIEW, lambda strength: strength > 0.2)
        (tmp_path / "preview seen").touch()
        watch.wait_for("retouched")
        screen.press(dialog, "alt+o")
        watch.wait_for("part")

    facts = watch.results
    assert facts["note"]["saturation"] == 2.0
    assert facts["note"]["area"]
    assert len(facts["children"]) == 5
    # The dialog begins with how the photo was coloured, and the backend still knows the photo.
    assert (facts["again"]["saturation"], facts["again"]["alternatives"]) == (0.25, 1)
    assert facts["again"]["photo"] == facts["note"]["photo"]
    # What was selected when the dialog opened is coloured, with what the photo shows there now.
    assert facts["part"]["area"] == facts["again"]["area"]
    assert facts["part"]["content"] != facts["again"]["content"]
    assert facts["after"]["selection"] == facts["before"]["selection"]
    assert facts["after"]["layers"][-1] == facts["before"]["layers"][0]


def test_a_backend_that_does_not_start_can_be_tried_again(
    installed_alone: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    failed = installed_alone.fail_first_start("no module named torch")
    with (
        Screen(installed_alone.gimp, tmp_path) as screen,
        gimp_on_screen(installed_alone, screen, photo, CROPPING, tmp_path, LIGHT) as (
            watch,
            main,
        ),
    ):
        screen.press(main, "alt+r", "z")
        dialog = screen.wait_for_window(r"^Colorize \(Auto\)$")
        screen.place(dialog, 300, 150)
        wait_until_there(failed)
        time.sleep(2)
        screen.picture(artefacts / "dialog-no-backend.png")
        screen.press(dialog, "alt+g")
        screen.picture(artefacts / "dialog-starting.png")
        wait_for_color(screen, tmp_path, PREVIEW, lambda strength: strength > 3.0, seconds=200)
        screen.picture(artefacts / "dialog-light.png")
        # An idle backend ends by itself; the artist comes back from supper and goes on.
        installed_alone.end_backend()
        screen.press(dialog, "alt+u", "ctrl+Next")
        wait_for_color(screen, tmp_path, PREVIEW, lambda strength: strength < 0.5, seconds=200)
        screen.press(dialog, "ctrl+Prior")
        wait_for_color(screen, tmp_path, PREVIEW, lambda strength: strength > 3.0)
        (tmp_path / "preview seen").touch()
        watch.wait_for("cropped")
        screen.press(dialog, "alt+o")
        watch.wait_for("coloured")

    # The photo is coloured as it is now, and not as the dialog has shown it.
    assert watch.results["coloured"] == [[0, 0], [0, 0]]
    kept = [lightness(np.load(tmp_path / f"{name}.npy") / 255) for name in ("photo", "colour")]
    assert kept[1].shape == (500, 600)
    assert np.abs(kept[1] - kept[0]).mean() < 1.0

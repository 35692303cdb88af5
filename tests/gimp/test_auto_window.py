# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog of Filters > Colorize (Auto): what the artist sees while choosing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pictures import chroma
from profile_folder import Installed
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
note = json.loads(bytes(group.get_parasite("colorize-auto").get_data()).decode())
result(coloured=True, note=note, before=before, after=state(image),
       children=[child.get_name() for child in group.get_children()])
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

    facts = watch.results
    assert facts["note"]["saturation"] == 2.0
    assert facts["note"]["area"]
    assert len(facts["children"]) == 5
    assert facts["after"]["selection"] == facts["before"]["selection"]
    assert facts["after"]["layers"][-1] == facts["before"]["layers"][0]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog of Filters > Colorize (Auto) on the screen of a small laptop."""

from __future__ import annotations

import time
from pathlib import Path

from profile_folder import Installed, wait_until_there
from screen import Screen
from watch import gimp_on_screen, wait_for_color

SCRIPT = """
image, = Gimp.get_images()
image.select_ellipse(Gimp.ChannelOps.REPLACE, 640, 500, 360, 260)
result(ready=True)
wait_until(lambda: len(image.get_layers()) == 2)
result(coloured=True)
"""
SIZE = (1024, 600)
TITLE_BAR = 36
# Part of the dialog's preview on the screen.
PREVIEW = (100, 60, 240, 200)


def test_the_whole_dialog_is_on_the_screen_also_when_something_goes_wrong(
    installed_alone: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    trace = (f"in line {number} of a file far away" for number in range(40))
    failed = installed_alone.fail_first_start(*trace)
    with (
        Screen(installed_alone.gimp, tmp_path, size=SIZE) as screen,
        gimp_on_screen(installed_alone, screen, photo, SCRIPT, tmp_path) as (watch, main),
    ):
        screen.press(main, "alt+r", "z")
        dialog = screen.wait_for_window(r"^Colorize \(Auto\)$")
        screen.place(dialog, 20, TITLE_BAR)
        wait_until_there(failed)
        time.sleep(2)
        screen.picture(artefacts / "small-screen-no-backend.png")
        width, height = screen.extent(dialog)
        assert width <= SIZE[0]
        assert height <= SIZE[1] - TITLE_BAR
        screen.press(dialog, "alt+g")
        wait_for_color(screen, tmp_path, PREVIEW, lambda strength: strength > 1.0, seconds=200)
        # The way of the keyboard to the last of the settings scrolls to it.
        screen.press(dialog, "alt+k", "alt+k")
        screen.picture(artefacts / "small-screen.png")
        screen.press(dialog, "alt+o")
        watch.wait_for("coloured")

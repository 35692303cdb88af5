# SPDX-License-Identifier: GPL-3.0-or-later
"""On a screen with twice the pixels, pictures show the detail that so many pixels can show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from pictures import lightness
from plugin_windows import windows_in
from profile_folder import Installed
from screen import Screen

TITLES = {
    "plug-in-colorize-auto": "Colorize (Auto)",
    "plug-in-colorize-alternatives": "Pick Alternatives",
}
SCALE = 2


def fine(picture: np.ndarray) -> np.ndarray:
    """Give what only neighbouring pixels show."""
    return picture - gaussian_filter(picture, 1.0)


def on_screen(shot: np.ndarray, place: list[int]) -> np.ndarray:
    """Give the lightness of what the screen shows at a place that is counted in a window."""
    x, y, width, height = (SCALE * value for value in place)
    return lightness(shot[y : y + height, x : x + width])


def true(photo: Path, shape: tuple[int, ...]) -> np.ndarray:
    """Give what the photo itself has to show in so many pixels."""
    height, width = shape
    with Image.open(photo) as scan:
        whole = (width, round(scan.height * width / scan.width))
        return (
            np.asarray(scan.convert("RGB").resize(whole, Image.Resampling.BILINEAR))[:height] / 255
        )


def test_pictures_are_as_sharp_as_the_screen(
    installed: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    found, shots = {}, {}
    with (
        Screen(installed.gimp, tmp_path, SCALE) as screen,
        windows_in("en", TITLES, installed, screen, photo, tmp_path) as (watch, plugin),
    ):
        for command, title in TITLES.items():
            window = screen.wait_for_window(plugin.pattern(title))
            screen.place(window, 0, 0)
            name = command.rsplit("-", 1)[1]
            found[name] = plugin.settled(title)["pictures"]
            file = artefacts / f"twice-{name}.png"
            screen.picture(file)
            shots[name] = np.asarray(Image.open(file).convert("RGB")) / 255
            screen.press(window, "Escape")
        watch.wait_for("statuses")

    (preview,) = found["auto"]
    picked, *swatches = found["alternatives"]
    assert len(swatches) > 2
    for name, place in (("auto", preview), ("alternatives", picked)):
        seen = on_screen(shots[name], place)
        below = slice(3 * len(seen) // 5, None)  # where no outline runs
        fines = fine(seen)[below].ravel(), fine(lightness(true(photo, seen.shape)))[below].ravel()
        # A picture of half as many pixels reaches 0.6 to 0.8.
        assert np.corrcoef(*fines)[0, 1] > 0.9, name
    for place in swatches:
        assert fine(on_screen(shots["alternatives"], place)).std() > 3

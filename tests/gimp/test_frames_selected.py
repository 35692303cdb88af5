# SPDX-License-Identifier: GPL-3.0-or-later
"""Colour Frames can be chosen whichever frames are selected."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from profile_folder import Installed
from screen import Screen
from test_frames_in_gimp import pan
from watch import gimp_on_screen

# Inside GIMP, while the test presses the keys.
SCRIPT = """
image, = Gimp.get_images()
frames = image.get_layers()
result(ready=True)
selections = {"all": frames, "some": frames[:2], "one": frames[1:2]}
for case, layers in selections.items():
    image.set_selected_layers(layers)
    result(**{case: len(image.get_selected_layers())})
    wait_until(lambda: os.path.exists(FACTS["folder"] + "/" + case))
"""
KEY = "F9"


@pytest.fixture
def with_key(installed: Installed) -> Iterator[Installed]:
    """Give a profile in which a key chooses the command, unless that is greyed out."""
    file = installed.profile / "shortcutsrc"
    file.write_text(
        f'(file-version 1)\n(action "plug-in-colorize-frames" "{KEY}")\n', encoding="ascii"
    )
    yield installed
    file.unlink()


def test_the_command_can_be_chosen(with_key: Installed, photo: Path, tmp_path: Path) -> None:
    film = pan(photo, tmp_path / "film.gif")
    with (
        Screen(with_key.gimp, tmp_path) as screen,
        gimp_on_screen(with_key, screen, film, SCRIPT, tmp_path) as (watch, main),
    ):
        for case, count in {"all": 3, "some": 2, "one": 1}.items():
            watch.wait_for(case)
            assert watch.results[case] == count
            screen.press(main, KEY)
            dialog = screen.wait_for_window("^Colour Frames$")
            screen.press(dialog, "Escape")
            (tmp_path / case).touch()

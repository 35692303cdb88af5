# SPDX-License-Identifier: GPL-3.0-or-later
"""The windows in other languages: longer words fit, none is cut off, a key means one thing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models import registry
from plugin_windows import GIMPS_OWN, ambiguous_keys, windows_in
from profile_folder import Installed
from screen import HEIGHT, WIDTH, Screen

# Each command, and its window's title in English.
WINDOWS = {
    "plug-in-colorize-auto": "Colorize (Auto)",
    "plug-in-colorize-confidence": "Confidence",
    "plug-in-colorize-style": "Colour by Another Photo",
    "plug-in-colorize-frames": "Colour Frames",
    "plug-in-colorize-settings": "Colorize: Settings / Status",
}
# It takes what room a screen has; one language, of long words, will do.
ROOMY = {"plug-in-colorize-alternatives": "Pick Alternatives"}
# Of a small laptop, without the bars of windows and of the desktop.
LAPTOP = (1366, 700)


def check(window: dict[str, Any], room: tuple[int, int]) -> None:
    assert len(window["words"]) > 4
    assert [text for text, fits in window["words"] if not fits] == []
    # Where there is no such locale, GIMP's own buttons stay English: those are in test_mnemonics.
    assert ambiguous_keys(window, without=GIMPS_OWN) == []
    width, height = window["size"]
    assert (width <= room[0], height <= room[1]) == (True, True), (width, height)


@pytest.mark.parametrize("language", ["de", "fr", "es", "ja"])
def test_windows_speak_the_artists_language_and_have_room_for_it(
    language: str, installed: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    titles = {**WINDOWS, **(ROOMY if language == "de" else {})}
    with (
        Screen(installed.gimp, tmp_path) as screen,
        windows_in(language, titles, installed, screen, photo, tmp_path) as (watch, plugin),
    ):
        for command, title in titles.items():
            room = (WIDTH, HEIGHT) if command in ROOMY else LAPTOP
            window = screen.wait_for_window(plugin.pattern(title))
            screen.place(window, 20, 20)
            check(plugin.settled(title), room)
            picture = f"{command.rsplit('-', 1)[1]}-{language}"
            screen.picture(artefacts / f"{picture}.png")
            if command == "plug-in-colorize-settings":
                for page in ("2", "3"):
                    screen.press(window, "ctrl+Next")
                    check(plugin.settled(title), room)
                    screen.picture(artefacts / f"{picture}-{page}.png")
            screen.press(window, "Escape")
        watch.wait_for("statuses")

    facts = watch.results
    assert set(facts["statuses"]) == {"cancel", "success"}
    assert facts["unchanged"]
    described = registry.card("compact").description
    assert facts["described"] == plugin.translated(described) != described


def test_a_screen_with_twice_the_pixels(
    installed: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    command, title = next(iter(WINDOWS.items()))
    with (
        Screen(installed.gimp, tmp_path, scale=2) as screen,
        windows_in("de", [command], installed, screen, photo, tmp_path) as (watch, plugin),
    ):
        window = screen.wait_for_window(plugin.pattern(title))
        screen.place(window, 40, 40)
        check(plugin.settled(title), LAPTOP)
        screen.picture(artefacts / "auto-de-twice.png")
        screen.press(window, "Escape")
        watch.wait_for("statuses")

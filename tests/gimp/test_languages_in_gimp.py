# SPDX-License-Identifier: GPL-3.0-or-later
"""The windows in other languages, with longer words: they fit, and no word is cut off."""

from __future__ import annotations

import gettext
import json
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from models import registry
from profile_folder import PLUG_IN, Installed
from screen import HEIGHT, WIDTH, Screen
from watch import Watch, gimp_on_screen

SCRIPT = """
image, = Gimp.get_images()
photo, = image.get_layers()
add_layer(image, photo.type(), "second frame", position=1)
before = state(image)
procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize-auto")
choice = Gimp.param_spec_choice_get_choice(procedure.find_argument("colorizer"))
result(ready=True, described=choice.get_help("compact"))
statuses = [call(name, image, [photo], run_mode=Gimp.RunMode.INTERACTIVE)[0]
            for name in FACTS["commands"]]
result(statuses=statuses, unchanged=state(image) == before)
"""
# Each command, and its window's title in English.
WINDOWS = {
    "plug-in-colorize-auto": "Colorize (Auto)",
    "plug-in-colorize-confidence": "Confidence",
    "plug-in-colorize-style": "Colour by Another Photo",
    "plug-in-colorize-frames": "Colour Frames",
    "plug-in-colorize-settings": "Colorize: Settings / Status",
}
LOOKING = Path(__file__).with_name("inside_plug_in")
# It takes what room a screen has; one language, of long words, will do.
ROOMY = {"plug-in-colorize-alternatives": "Pick Alternatives"}
# What windows say while they wait.
BUSY = ("Looking at the photo…", "Colouring the photo…", "Looking for likely colours…")
# Of a small laptop, without the bars of windows and of the desktop.
LAPTOP = (1366, 700)


class Plugin:
    """The plug-in's windows, read from within: see `inside_plug_in`.

    Parameters
    ----------
    folder : Path
        Where the test and the plug-in speak to each other.
    language : str
    """

    def __init__(self, folder: Path, language: str):
        translation = gettext.translation("colorize_auto", PLUG_IN / "translations", [language])
        self.translated = translation.gettext
        self._folder = folder

    def pattern(self, title: str) -> str:
        """Give what finds the window of an English title."""
        return f"^{re.escape(self.translated(title))}$"

    def settled(self, title: str) -> dict[str, Any]:
        """Wait until a window waits for nothing; give its size, and what of its words fits in."""
        busy = {self.translated(text) for text in BUSY}
        give_up = time.monotonic() + 60
        while True:
            window = self._look(self.translated(title))
            if not busy & {text for text, _fits in window["words"]}:
                return window
            assert time.monotonic() < give_up, window
            time.sleep(0.3)

    def _look(self, title: str) -> dict[str, Any]:
        seen = self._folder / "seen.json"
        (self._folder / "look").touch()
        give_up = time.monotonic() + 60
        while not seen.exists():
            assert time.monotonic() < give_up, "nobody looked"
            time.sleep(0.1)
        windows = json.loads(seen.read_text(encoding="utf-8"))
        seen.unlink()
        found: dict[str, Any]
        (found,) = [window for window in windows if window["title"] == title]
        return found


def check(window: dict[str, Any], room: tuple[int, int]) -> None:
    assert len(window["words"]) > 4
    assert [text for text, fits in window["words"] if not fits] == []
    width, height = window["size"]
    assert (width <= room[0], height <= room[1]) == (True, True), (width, height)


@contextmanager
def windows_in(
    language: str,
    commands: Iterable[str],
    installed: Installed,
    screen: Screen,
    photo: Path,
    folder: Path,
) -> Iterator[tuple[Watch, Plugin]]:
    """Start GIMP in a language, with a script that opens the windows of commands."""
    script = f"FACTS['commands'] = {list(commands)!r}\n{SCRIPT}"
    variables = {
        "LANGUAGE": language,
        "PYTHONPATH": installed.gimp.seen(LOOKING),
        "WINDOW_LOOK": installed.gimp.seen(folder),
    }
    with gimp_on_screen(installed, screen, photo, script, folder, **variables) as (watch, _main):
        yield watch, Plugin(folder, language)


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

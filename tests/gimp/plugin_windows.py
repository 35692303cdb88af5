# SPDX-License-Identifier: GPL-3.0-or-later
"""The plug-in's windows, opened in a language and read from within."""

from __future__ import annotations

import gettext
import json
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from profile_folder import PLUG_IN, Installed
from screen import Screen
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
LOOKING = Path(__file__).with_name("inside_plug_in")
# What windows say while they wait.
BUSY = ("Looking at the photo…", "Colouring the photo…", "Looking for likely colours…")

# The buttons that GIMP adds to a command's window, in English.
GIMPS_OWN = frozenset({"_Load Saved Settings", "_Save Settings", "_Reset", "_Cancel"})


def ambiguous_keys(
    window: dict[str, Any], without: frozenset[str] = frozenset()
) -> list[tuple[str, ...]]:
    """Give the labels in a window that share a key with Alt.

    Parameters
    ----------
    window : dict
        From `Plugin.settled`.
    without : frozenset of str
        Labels that do not count.
    """
    meant: dict[str, set[str]] = {}
    for key, label in window["keys"]:
        if label not in without:
            meant.setdefault(key, set()).add(label)
    return [tuple(sorted(labels)) for labels in meant.values() if len(labels) > 1]


class Plugin:
    """The plug-in's windows, read from within: see `inside_plug_in`.

    Parameters
    ----------
    folder : Path
        Where the test and the plug-in speak to each other.
    language : str
    """

    def __init__(self, folder: Path, language: str):
        translation = gettext.translation(
            "colorize_auto", PLUG_IN / "translations", [language], fallback=language == "en"
        )
        self.translated = translation.gettext
        self._folder = folder

    def pattern(self, title: str) -> str:
        """Give what finds the window of an English title."""
        return f"^{re.escape(self.translated(title))}$"

    def settled(self, title: str) -> dict[str, Any]:
        """Wait until a window waits for nothing; give its size, and what of its words fits in."""
        busy = {self.translated(text) for text in BUSY}
        give_up = time.monotonic() + 60
        before = None
        while True:
            window = self._look(self.translated(title))
            # Words that have just come may still be without their places.
            if window == before and not busy & {text for text, _fits in window["words"]}:
                return window
            assert time.monotonic() < give_up, window
            before = window
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

# SPDX-License-Identifier: GPL-3.0-or-later
"""A dial reads the same in every window, and a key with Alt means one thing."""

from __future__ import annotations

from pathlib import Path

from models import registry
from plugin_windows import ambiguous_keys, windows_in
from profile_folder import Installed
from screen import Screen

TITLES = {
    "plug-in-colorize-auto": "Colorize (Auto)",
    "plug-in-colorize-frames": "Colour Frames",
    "plug-in-colorize-confidence": "Confidence",
}


def test_a_dial_has_the_same_digits_everywhere(
    installed: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    shown = {}
    with (
        Screen(installed.gimp, tmp_path) as screen,
        windows_in("en", TITLES, installed, screen, photo, tmp_path) as (watch, plugin),
    ):
        for command, title in TITLES.items():
            window = screen.wait_for_window(plugin.pattern(title))
            screen.place(window, 20, 20)
            name = command.rsplit("-", 1)[1]
            seen = plugin.settled(title)
            shown[name] = seen["numbers"]
            # In English GIMP's own buttons are what an artist has, too.
            assert ambiguous_keys(seen) == []
            screen.picture(artefacts / f"numbers-{name}.png")
            screen.press(window, "Escape")
        watch.wait_for("statuses")
    card = registry.card(registry.DEFAULT).defaults
    dials = [f"{value:.2f}" for value in (card.temperature, card.vividness, card.saturation)]
    assert shown == {"auto": [*dials, "4"], "frames": dials, "confidence": ["25"]}

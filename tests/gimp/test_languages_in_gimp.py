# SPDX-License-Identifier: GPL-3.0-or-later
"""The windows in another language, with longer words."""

from __future__ import annotations

import gettext
import re
import time
from pathlib import Path

import pytest

from models import registry
from profile_folder import PLUG_IN, Installed
from screen import Screen
from watch import gimp_on_screen

SCRIPT = """
image, = Gimp.get_images()
procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize-auto")
choice = Gimp.param_spec_choice_get_choice(procedure.find_argument("colorizer"))
result(ready=True, described=choice.get_help("compact"))
for name in ("plug-in-colorize-auto", "plug-in-colorize-alternatives"):
    call(name, image, image.get_layers(), run_mode=Gimp.RunMode.INTERACTIVE)
result(seen=state(image))
"""


@pytest.mark.parametrize("language", ["de"])
def test_windows_speak_the_artists_language(
    language: str, installed: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    translated = gettext.translation("colorize_auto", PLUG_IN / "translations", [language]).gettext
    with (
        Screen(installed.gimp, tmp_path) as screen,
        gimp_on_screen(installed, screen, photo, SCRIPT, tmp_path, LANGUAGE=language) as (
            watch,
            _main,
        ),
    ):
        for title, picture in (
            ("Colorize (Auto)", f"dialog-{language}.png"),
            ("Pick Alternatives", f"alternatives-{language}.png"),
        ):
            window = screen.wait_for_window(f"^{re.escape(translated(title))}$")
            screen.place(window, 100, 60)
            time.sleep(6)  # until the preview is there, for people who look at the pictures
            screen.picture(artefacts / picture)
            screen.press(window, "Escape")
        watch.wait_for("seen")
    assert len(watch.results["seen"]["layers"]) == 1
    described = registry.card("compact").description
    assert watch.results["described"] == translated(described) != described

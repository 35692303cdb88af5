# SPDX-License-Identifier: GPL-3.0-or-later
"""A colorizer runs with the values of its own card, and not with the default one's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models import registry
from profile_folder import Installed
from screen import Screen
from watch import gimp_on_screen

DIALS = ("temperature", "vividness", "saturation")
SCRIPT = """
def note(group):
    return json.loads(bytes(group.get_parasite("colorize-auto").get_data()).decode())
def opened():
    image = load(FACTS["photo"])
    return image, image.get_layers()
facts = {}
image, photo = opened()
facts["auto"] = note(run(image, photo, colorizer="zhang2016", alternatives=0)[2])
facts["set by hand"] = note(run(image, photo, colorizer="zhang2016", alternatives=0,
                                temperature=0.9, saturation=0.5)[2])
facts["default"] = note(run(image, photo, alternatives=0)[2])

image, photo = opened()
status, text, given = call("plug-in-colorize-alternatives", image, photo,
                           colorizer="zhang2016", region=0)
facts["alternatives"] = note(given[0].get_parent()) if given else text

def film(name, **dials):
    image = load(FACTS["film"])
    made, = call("plug-in-colorize-frames", image, image.get_layers()[:1],
                 colorizer="zhang2016", **dials)[2]
    keep(made.get_layers()[0], "R'G'B' u8", name)
film("left as they are")
film("as the card says", **FACTS["card"])
film("by hand", temperature=1.5, vividness=0.1)
result(**facts)
"""
# Runs inside GIMP while the test presses the keys.
DIALOG = """
image, = Gimp.get_images()
photo = image.get_layers()[0]
image.insert_layer(photo.copy(), None, 0)
result(ready=True)
status, text, given = call("plug-in-colorize-frames", image, [photo],
                           run_mode=Gimp.RunMode.INTERACTIVE)
result(coloured=[status, text])
"""


def card(name: str) -> dict[str, float]:
    """Give what a card recommends."""
    defaults = registry.card(name).defaults
    return {dial: getattr(defaults, dial) for dial in DIALS}


def dials(note: dict[str, Any]) -> dict[str, Any]:
    """Give the colorizer and its dials, as a group has noted them."""
    return {name: note[name] for name in ("colorizer", *DIALS)}


@pytest.fixture(scope="module")
def small(photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("small") / "small.png"
    with Image.open(photo) as scan:
        scan.resize((200, 160)).save(file)
    return file


def test_a_script_that_names_a_colorizer_alone_gets_its_values(
    installed: Installed, small: Path, tmp_path: Path
) -> None:
    film = tmp_path / "film.gif"
    with Image.open(small) as scan:
        shots = [scan.crop((4 * number, 0, 160 + 4 * number, 160)) for number in range(2)]
    shots[0].save(film, save_all=True, append_images=shots[1:], duration=120, disposal=2)
    facts = installed.gimp.batch(
        *(installed.profile, SCRIPT),
        photo=small,
        film=film,
        folder=tmp_path,
        card=card("zhang2016"),
    )
    assert dials(facts["auto"]) == {"colorizer": "zhang2016", **card("zhang2016")}
    assert dials(facts["alternatives"]) == dials(facts["auto"])
    by_hand = {**dials(facts["auto"]), "temperature": 0.9, "saturation": 0.5}
    assert dials(facts["set by hand"]) == by_hand
    assert dials(facts["default"]) == {"colorizer": registry.DEFAULT, **card(registry.DEFAULT)}
    left, said, other = (
        np.load(tmp_path / f"{name}.npy")
        for name in ("left as they are", "as the card says", "by hand")
    )
    np.testing.assert_array_equal(left, said)
    assert np.any(left != other)


def test_the_dials_of_colour_frames_follow_the_colorizer(
    installed: Installed, small: Path, tmp_path: Path, artefacts: Path
) -> None:
    with (
        Screen(installed.gimp, tmp_path) as screen,
        gimp_on_screen(installed, screen, small, DIALOG, tmp_path) as (watch, _main),
    ):
        dialog = screen.wait_for_window("^Colour Frames$")
        screen.place(dialog, 350, 200)
        # The next colorizer, and a saturation of one's own.
        screen.press(dialog, "alt+u", "ctrl+Prior", "alt+z", "Down")
        screen.picture(artefacts / "frames-dialog.png")
        screen.press(dialog, "alt+o")
        watch.wait_for("coloured")
    assert watch.results["coloured"] == ["success", ""]
    chosen = last_values(installed, "plug-in-colorize-frames")
    following = registry.names()[1]
    assert chosen["colorizer"] == f'"{following}"'
    found = {dial: float(chosen[dial]) for dial in DIALS}
    assert found == pytest.approx({**card(following), "saturation": 2.0})


def last_values(installed: Installed, procedure: str) -> dict[str, str]:
    """Give what GIMP keeps of the last interactive run."""
    (file,) = (installed.profile / "plug-in-settings").glob(f"*-{procedure}.last")
    return dict(re.findall(r"^\(([\w-]+) (.+)\)$", file.read_text(encoding="utf-8"), re.M))

# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be coloured gets a clear sentence, and the image stays as it was."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from profile_folder import Installed

MAKE = """
image = Gimp.Image.new(60, 40, Gimp.ImageBaseType.GRAY)
photo = add_layer(image, Gimp.ImageType.GRAY_IMAGE)
photo.fill(Gimp.FillType.WHITE)
drawables = [photo]
"""
FINISH = """
before, images = state(image), len(Gimp.get_images())
status, text, group = run(image, drawables)
facts = {"status": status, "text": text, "before": before, "after": state(image),
         "new images": len(Gimp.get_images()) - images}
"""
SELECTIONS = {
    "two layers": (
        "drawables.append(add_layer(image, Gimp.ImageType.GRAY_IMAGE, 'other'))",
        "Select one layer",
    ),
    "no layer": ("drawables.clear()", "Select one layer"),
    "group": (
        "drawables[0] = Gimp.GroupLayer.new(image, 'holidays')\n"
        "image.insert_layer(drawables[0], None, 0)",
        "“holidays” is a layer group",
    ),
    "channel": (
        "drawables[0] = Gimp.Channel.new(image, 'red', 60, 40, 50, Gegl.Color.new('red'))\n"
        "image.insert_channel(drawables[0], None, 0)",
        "A channel is selected",
    ),
    "text layer": (
        "drawables[0] = Gimp.TextLayer.new(image, 'x', Gimp.Font.get_by_name('Sans-serif')"
        " or Gimp.fonts_get_list('')[0], 12, Gimp.Unit.pixel())\n"
        "image.insert_layer(drawables[0], None, 0)",
        "is a text layer",
    ),
    "floating selection": (
        "Gimp.edit_copy([photo])\ndrawables[0] = Gimp.edit_paste(photo, False)[0]",
        "floating selection",
    ),
    "layer of another image": (
        "elsewhere = image.duplicate()\ndrawables = elsewhere.get_layers()\n"
        "drawables[0].set_name('print')",
        "“print” belongs to another image",
    ),
    "locked group": (
        "group = Gimp.GroupLayer.new(image, 'attic')\nimage.insert_layer(group, None, 0)\n"
        "image.reorder_item(photo, group, 0)\ngroup.set_lock_content(True)",
        "“attic”, which holds the photo, is locked",
    ),
}


def sentence_of(facts: dict[str, Any]) -> str:
    """Assert that the plug-in refused and changed nothing; give its sentence."""
    assert facts.get("status") == "execution-error", facts
    assert facts["after"] == facts["before"]
    assert facts["new images"] == 0
    return str(facts["text"])


def refused(installed: Installed) -> str:
    """Run the plug-in on an ordinary image; give its sentence."""
    script = MAKE + FINISH + "result(**facts)"
    return sentence_of(installed.gimp.batch(installed.profile, script))


@pytest.fixture(scope="module")
def refusals(installed: Installed) -> Any:
    """Run all cases in one GIMP, which spares its start for each of them."""
    cases = {name: f"{MAKE}{change}\n" for name, (change, _sentence) in SELECTIONS.items()}
    script = 'run_cases(FACTS["cases"], FACTS["finish"])'
    return installed.gimp.batch(installed.profile, script, cases=cases, finish=FINISH)


@pytest.mark.parametrize("case", SELECTIONS)
def test_names_what_is_wrong_with_the_selection(case: str, refusals: Any) -> None:
    _change, sentence = SELECTIONS[case]
    assert sentence in sentence_of(refusals[case])


def test_says_how_to_install_when_the_installation_is_incomplete(
    installed_alone: Installed,
) -> None:
    (installed_alone.plug_in / "installation.json").unlink()
    text = refused(installed_alone)
    assert "installation.json is missing" in text
    assert "python3 install.py" in text


def test_gives_the_last_words_of_a_backend_that_does_not_start(installed_alone: Installed) -> None:
    code = "import sys; sys.exit('no module named torch')"
    start = installed_alone.gimp.on_host(sys.executable, "-c", code)
    installed_alone.write_facts(start=start)
    text = refused(installed_alone)
    assert "ended at once (code 1)" in text
    assert "no module named torch" in text


def test_says_when_the_backend_cannot_be_found(installed_alone: Installed) -> None:
    installed_alone.write_facts(start=["/nowhere/python", "-m", "backend", "serve"])
    text = refused(installed_alone)
    assert "could not be started" in text
    assert "gimp-colorize serve" in text


def test_names_both_versions_when_they_differ(
    installed: Installed, installed_alone: Installed
) -> None:
    seen = installed.gimp.seen(installed.connection)
    installed_alone.write_facts(version="9.9", connection=seen)
    text = refused(installed_alone)
    assert "version 9.9" in text
    running = json.loads(installed.connection.read_text(encoding="utf-8"))["version"]
    assert f"version {running}" in text

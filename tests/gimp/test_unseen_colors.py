# SPDX-License-Identifier: GPL-3.0-or-later
"""New colours are seen, or it is said what is in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from profile_folder import Installed
from told import TOLD

SCRIPT = (
    TOLD
    + """
def colored():
    image = load(FACTS["photo"])
    group = run(image, image.get_layers(), alternatives=0)[2]
    photo = image.get_layers()[-1]
    strokes = add_layer(image, Gimp.ImageType.RGBA_IMAGE, "Colour hints")
    paint(strokes, 10, 10, (200, 40, 40))
    return image, photo, group, strokes

def pick(image, photo):
    return told("alternatives", image, photo, region=0)[1]

facts = {}
image, photo, group, strokes = colored()
facts["nothing"] = [told("hints", image, strokes)[1], pick(image, photo)]

for again in (False, True):
    group.set_visible(False)
    strokes.set_visible(True)
    paint(strokes, 60, 80, (40, 150, 60))
    made, said = told("hints", image, photo)
    facts["hidden group", again] = [said, group.get_visible(), made.get_parent() == group]
image.delete()

image, photo, group, strokes = colored()
group.set_visible(False)
facts["picked"] = [pick(image, photo), group.get_visible()]
around = Gimp.GroupLayer.new(image, "colours")
image.insert_layer(around, None, 0)
image.reorder_item(group, around, 0)
around.set_visible(False)
facts["hidden around"] = [told("hints", image, strokes)[1], group.get_visible(),
                          around.get_visible()]
image.delete()

image, photo, group, strokes = colored()
above = run(image, [photo], alternatives=0)[2]
image.reorder_item(strokes, None, 0)
above.set_name("newer")
# The strokes of the lower colours, when these are the selected ones.
facts["beneath others"] = [told("hints", image, group)[1], pick(image, group)]
above.set_visible(False)
facts["above hidden ones"] = pick(image, group)
image.delete()

image = load(FACTS["photo"])
photo, = image.get_layers()
first, said = told("auto", image, photo, alternatives=0)
facts["first run"] = said
facts["merged copy"] = told("auto", image, first, alternatives=0, output="merged")[1]
image.remove_layer(image.get_layers()[0])
image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 20, 40, 40)
part, said = told("auto", image, first, alternatives=0)
facts["a part"] = said
Gimp.Selection.none(image)
facts["second run"] = told("auto", image, first, alternatives=0)[1]
facts["third run"] = told("auto", image, first, alternatives=0)[1]
for layer in image.get_layers()[:-1]:
    layer.set_visible(False)
facts["older ones hidden"] = told("auto", image, first, alternatives=0)[1]
facts["hidden group"] = [facts.pop(("hidden group", again)) for again in (False, True)]
result(**facts)
"""
)


@pytest.fixture(scope="module")
def facts(
    installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    small = tmp_path_factory.mktemp("unseen") / "small.png"
    with Image.open(photo) as scan:
        scan.resize((150, 120)).save(small)
    return installed.gimp.batch(installed.profile, SCRIPT, photo=small, plug_in=installed.plug_in)


def test_nothing_is_said_of_colours_that_are_seen(facts: dict[str, Any]) -> None:
    assert facts["nothing"] == [[], []]
    assert facts["above hidden ones"] == []


def test_hints_show_a_hidden_group_of_colours(facts: dict[str, Any]) -> None:
    assert facts["hidden group"] == [[[], True, True]] * 2


def test_a_hidden_group_is_named(facts: dict[str, Any]) -> None:
    hidden = (
        "“{}”, which holds the new colours, is hidden. Show it in the Layers dialog to see them."
    )
    assert facts["picked"] == [[hidden.format("Colorize: Compact")], False]
    assert facts["hidden around"] == [[hidden.format("colours")], True, False]


def test_visible_colours_above_are_named(facts: dict[str, Any]) -> None:
    hide = (
        "The new colours are in “Colorize: Compact”. Hide “newer”, which lies above it, in the "
        "Layers dialog to see them."
    )
    assert facts["beneath others"] == [[hide], [hide]]


def test_older_colours_beneath_new_ones_are_named(facts: dict[str, Any]) -> None:
    shown = "which show through where you erase the new ones or make them weaker: {}. Hide them"
    (second,), (third,) = facts["second run"], facts["third run"]
    assert shown.format("Colorize: Compact") in second
    assert shown.format("Colorize: Compact #1, Colorize: Compact") in third


@pytest.mark.parametrize("case", ["first run", "merged copy", "a part", "older ones hidden"])
def test_nothing_is_said_where_the_gray_of_the_photo_shows_through(
    facts: dict[str, Any], case: str
) -> None:
    assert facts[case] == []

# SPDX-License-Identifier: GPL-3.0-or-later
"""New colours are seen, or it is said what is in the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from profile_folder import Installed
from told import TOLD

# What an artist does to a group of “Sky”, an alternative that is seen, and “Colour”, before the
# first hints; and what is in it then.
REARRANGED: dict[str, tuple[str, list[str]]] = {
    "nothing": ("", ["Sky", "Colour from hints", "Colour"]),
    "the automatic colours doubled": (
        "image.insert_layer(colour.copy(), group, 0)",
        ["Colour from hints", "Colour copy", "Sky", "Colour"],
    ),
    "they are doubled in a group": (
        "inner = Gimp.GroupLayer.new(image, 'mine')\nimage.insert_layer(inner, group, 1)\n"
        "image.insert_layer(colour.copy(), inner, 0)",
        ["Sky", "Colour from hints", "mine", "Colour"],
    ),
    "a copy and an empty group, hidden": (
        "image.insert_layer(colour.copy(), group, 0)\n"
        "image.insert_layer(Gimp.GroupLayer.new(image, 'mine'), group, 0)\n"
        "group.get_children()[1].set_visible(False)",
        ["mine", "Colour copy", "Sky", "Colour from hints", "Colour"],
    ),
    "the photo dragged into it": (
        "image.reorder_item(photo, group, 2)",
        ["Sky", "Colour from hints", "Colour", "Background"],
    ),
    "the photo dragged into it, other colours hidden": (
        "image.reorder_item(photo, group, 2)\ncolour.set_visible(False)",
        ["Sky", "Colour", "Colour from hints", "Background"],
    ),
    "strokes of the artist's own": (
        "mine = add_layer(image, Gimp.ImageType.RGBA_IMAGE, 'mine', parent=group)\n"
        "paint(mine, 60, 80, (40, 150, 60))",
        ["mine", "Sky", "Colour from hints", "Colour"],
    ),
    "a mask on the automatic colours": (
        "colour.add_mask(colour.create_mask(Gimp.AddMaskType.WHITE))",
        ["Sky", "Colour from hints", "Colour"],
    ),
}
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

def redness(image):
    "Give that of what is seen beside the stroke."
    seen = Gimp.Layer.new_from_visible(image, image, "")
    beside = Gegl.Rectangle.new(15, 22, 1, 1)
    red, green, _blue = seen.get_buffer().get(beside, 1.0, "R'G'B' u8", Gegl.AbyssPolicy.NONE)
    return red - green

facts = {"rearranged": {}}
for case, change in FACTS["rearranged"].items():
    image, photo, group, strokes = colored()
    colour, = group.get_children()
    sky = colour.copy()
    sky.set_name("Sky")
    image.insert_layer(sky, group, 0)
    sky.add_mask(sky.create_mask(Gimp.AddMaskType.BLACK))
    exec(change)
    strokes.set_visible(False)
    before = redness(image)
    told("hints", image, photo)
    names = [layer.get_name() for layer in group.get_children()]
    facts["rearranged"][case] = [names, redness(image) - before]
    image.delete()

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

image, photo, group, strokes = colored()
facts["gray meanwhile"] = []
for name, arguments in (("alternatives", {"region": 0, "candidate": 1}), ("hints", {}),
                        ("hints", {}), ("confidence", {}), ("confidence", {"percent": 60.0})):
    image.convert_grayscale()
    paint(strokes, 60, 80, (len(facts["gray meanwhile"]),) * 3)
    strokes.set_visible(True)
    made, _said = told(name, image, photo, **arguments)
    values = read(made, "R'G'B' u8")
    facts["gray meanwhile"].append([image.get_base_type().value_nick, made.get_parent() == group,
                                    values[::3] != values[1::3]])
image.delete()

def strength(image, x, width):
    "Give how strong the strongest colour is that is seen in some columns."
    seen = Gimp.Layer.new_from_visible(image, image, "")
    columns = Gegl.Rectangle.new(x, 0, width, image.get_height())
    values = seen.get_buffer().get(columns, 1.0, "R'G'B' u8", Gegl.AbyssPolicy.NONE)
    return max(abs(red - green) for red, green in zip(values[::3], values[1::3]))

facts["emptied"] = {}
for part in (False, True):
    for name, arguments in (("alternatives", {"region": 0, "candidate": 1}), ("hints", {})):
        image = load(FACTS["photo"])
        image.convert_rgb()
        photo, = image.get_layers()
        beneath = photo.copy()
        image.insert_layer(beneath, None, 1)
        photo.add_alpha()
        image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 30, 120)
        photo.edit_clear()
        if part:
            image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 20, 60, 50)
        else:
            Gimp.Selection.none(image)
        group = run(image, [photo], alternatives=0)[2]
        Gimp.Selection.none(image)
        strokes = told("hints", image, group)[0]
        paint(strokes, 40, 30, (200, 40, 40))
        strokes.set_visible(False)
        image.remove_layer(group.get_children()[0])
        strokes.set_visible(name == "hints")
        told(name, image, group, **arguments)
        case = name + (" of a part" if part else "")
        facts["emptied"][case] = [strength(image, 0, 29), strength(image, 32, 118)]
        image.delete()

image, photo, group, strokes = colored()
dragged, _said = told("hints", image, strokes)
image.reorder_item(dragged, None, 0)
dragged.set_name("dragged out")
paint(strokes, 60, 80, (40, 150, 60))
strokes.set_visible(True)
facts["beneath colours from hints"] = [told("hints", image, photo)[1], pick(image, photo)]
dragged.set_visible(False)
facts["above hidden ones"] += pick(image, photo)
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
image = load(FACTS["photo"])
photo, = image.get_layers()
photo.set_name("Colour hints")
facts["a photo called so"] = told("auto", image, photo, alternatives=0)[1]
image.delete()
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
    return installed.gimp.batch(
        *(installed.profile, SCRIPT),
        photo=small,
        plug_in=installed.plug_in,
        rearranged={case: change for case, (change, _layers) in REARRANGED.items()},
    )


@pytest.mark.parametrize("case", REARRANGED)
def test_the_first_hints_are_seen_and_hide_no_alternative(facts: dict[str, Any], case: str) -> None:
    layers, redder = facts["rearranged"][case]
    assert layers == REARRANGED[case][1]
    assert redder > 20


def test_nothing_is_said_of_colours_that_are_seen(facts: dict[str, Any]) -> None:
    assert facts["nothing"] == [[], []]
    assert facts["above hidden ones"] == []


def test_colours_come_into_an_image_that_was_made_gray(facts: dict[str, Any]) -> None:
    assert facts["gray meanwhile"] == [["rgb", True, True]] * 3 + [["rgb", False, True]] * 2


@pytest.mark.parametrize(
    "case", ["alternatives", "alternatives of a part", "hints", "hints of a part"]
)
def test_colours_in_a_group_that_was_emptied_are_seen_on_the_cut_out_photo_alone(
    facts: dict[str, Any], case: str
) -> None:
    beside, on_the_photo = facts["emptied"][case]
    assert beside == 0
    assert on_the_photo > 10


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
        "The new colours are in “Colorize: Compact”. Hide “{}”, which lies above it, in the "
        "Layers dialog to see them."
    )
    assert facts["beneath others"] == [[hide.format("newer")]] * 2
    assert facts["beneath colours from hints"] == [[hide.format("dragged out")]] * 2


def test_a_photo_that_is_called_like_hints_is_coloured(facts: dict[str, Any]) -> None:
    assert facts["a photo called so"] == []


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

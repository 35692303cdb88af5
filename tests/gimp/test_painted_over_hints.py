# SPDX-License-Identifier: GPL-3.0-or-later
"""What an artist painted on the colours from hints is kept when more strokes are applied."""

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
def begun(convert):
    image = load(FACTS["photo"])
    convert(image)
    strokes = add_layer(image, Gimp.ImageType.RGBA_IMAGE, "Colour hints")
    paint(strokes, 10, 10, (200, 40, 40))
    first, _messages = told("hints", image, strokes)
    paint(strokes, 60, 90, (40, 150, 60))
    strokes.set_visible(True)
    return image, strokes, first

def rgb(image):
    image.convert_rgb()

def adobe(image):
    image.convert_rgb()
    image.convert_color_profile(Gimp.ColorProfile.new_rgb_adobe(), 1, True)

def deep(image):
    image.convert_rgb()
    image.convert_precision(Gimp.Precision.U16_NON_LINEAR)

def floating(image):
    image.convert_rgb()
    image.convert_precision(Gimp.Precision.FLOAT_LINEAR)

facts = {"untouched": {}}
for convert in (rgb, adobe, deep, floating):
    image, strokes, first = begun(convert)
    save(image, FACTS["folder"] + "/saved.xcf")
    image.delete()
    image = load(FACTS["folder"] + "/saved.xcf")
    strokes, group, photo = image.get_layers()
    _second, said = told("hints", image, strokes)
    facts["untouched"][convert.__name__] = [looks(group), said]
    image.delete()

image, strokes, first = begun(rgb)
group = first.get_parent()
first.set_name("my colours")
first.set_opacity(80)
first.add_mask(first.create_mask(Gimp.AddMaskType.WHITE))
paint(first, 30, 30, (90, 60, 200))
image.set_selected_layers([first])
before = describe(first)
second, said = told("hints", image, strokes)
facts["painted"] = {
    "layers": looks(group), "messages": said,
    "selected": [layer.get_name() for layer in image.get_selected_layers()],
    "kept": {**describe(first), "visible": True} == before,
    "like it": [round(second.get_opacity()), second.get_mask() is not None],
    "strokes": strokes.get_visible(), "given": second.get_name(),
}
paint(strokes, 60, 60, (40, 40, 160))
strokes.set_visible(True)
_third, said = told("hints", image, strokes)
facts["once more"] = [looks(group), said]
paint(group.get_children()[0], 30, 30, (90, 60, 200))
paint(strokes, 60, 30, (40, 40, 160))
strokes.set_visible(True)
status, text, given = call("plug-in-colorize-hints", image, [strokes])
facts["by a script"] = [status, text, looks(group)]
image.delete()

image, strokes, first = begun(rgb)
group = first.get_parent()
alternative = add_layer(image, Gimp.ImageType.RGBA_IMAGE, "Sky: orange", parent=group)
alternative.set_mode(Gimp.LayerMode.LCH_COLOR)
paint(alternative, 30, 30, (200, 120, 40))
merged = image.merge_down(alternative, Gimp.MergeType.CLIP_TO_BOTTOM_LAYER)
before = describe(merged)["pixels"]
told("hints", image, strokes)
facts["merged"] = [describe(merged)["pixels"] == before, [seen for _name, seen in looks(group)]]
result(**facts)
"""
)


@pytest.fixture(scope="module")
def facts(
    installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("painted")
    small = folder / "small.png"
    with Image.open(photo) as scan:
        scan.resize((150, 120)).save(small)
    return installed.gimp.batch(
        installed.profile, SCRIPT, photo=small, folder=folder, plug_in=installed.plug_in
    )


@pytest.mark.parametrize("kind", ["rgb", "adobe", "deep", "floating"])
def test_colours_that_nobody_painted_on_are_replaced(facts: dict[str, Any], kind: str) -> None:
    assert facts["untouched"][kind] == [[["Colour from hints", True]], []]


def test_colours_that_were_painted_on_are_kept_beneath_the_new_ones(facts: dict[str, Any]) -> None:
    painted = facts["painted"]
    assert painted["layers"] == [["my colours #1", True], ["my colours", False]]
    assert painted["kept"]
    assert painted["like it"] == [80, True]
    assert painted["selected"] == ["my colours"]
    assert not painted["strokes"]
    assert painted["given"] == "my colours #1"
    (message,) = painted["messages"]
    assert message.startswith("“my colours” was painted on")
    assert message.endswith("beneath the new layer “my colours #1”.")
    # What is new was not painted on.
    assert facts["once more"] == [painted["layers"], []]


def test_scripts_keep_what_was_painted_too(facts: dict[str, Any]) -> None:
    status, text, layers = facts["by a script"]
    assert (status, text) == ("success", "")
    assert [seen for _name, seen in layers] == [True, False, False]


def test_an_alternative_that_was_merged_down_is_kept(facts: dict[str, Any]) -> None:
    assert facts["merged"] == [True, [True, False]]

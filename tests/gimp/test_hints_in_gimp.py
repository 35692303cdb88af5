# SPDX-License-Identifier: GPL-3.0-or-later
"""Strokes painted in real GIMP spread their colour, and only where they should."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from skimage.color import rgb2lab

from pictures import lightness
from profile_folder import Installed

# Strokes in the photo of the boats, x, y, width, height: on the sky, and on the roof of the boat.
SKY, ROOF = (520, 60, 60, 30), (90, 635, 120, 8)
# On a layer of 500 x 400 pixels that lies 300 to the right.
BELOW = (80, 330, 60, 20)
RED, GREEN = (200, 40, 40), (40, 150, 60)
SCRIPT = """
def paint(layer, stroke, srgb):
    x, y, width, height = stroke
    buffer = layer.get_buffer()
    pixels = bytes((*srgb, 255)) * (width * height)
    buffer.set(Gegl.Rectangle.new(x, y, width, height), "R'G'B'A u8", pixels)
    buffer.flush()
    layer.update(0, 0, layer.get_width(), layer.get_height())

def hide(layer, stroke):
    buffer = layer.get_mask().get_buffer()
    buffer.clear(Gegl.Rectangle.new(*stroke))
    buffer.flush()
    layer.get_mask().update(*stroke)

def hints(image, drawable):
    return call("plug-in-colorize-hints", image, [drawable])

def parasite_text(group):
    return bytes(group.get_parasite("colorize-auto").get_data())

def names(layers):
    return [layer.get_name() for layer in layers]

facts = {}
image = load(FACTS["photo"])
photo, = image.get_layers()
keep(photo, "R'G'B' u8", "photo")
group = run(image, [photo], alternatives=0)[2]
photo = image.get_layers()[-1]
keep_seen(image, "automatic")
before = state(image)

strokes, = hints(image, photo)[2]
palette = Gimp.context_get_palette()
facts["begun"] = {
    "names": names(image.get_layers()), "selected": names(image.get_selected_layers()),
    "mode": strokes.get_mode().value_nick, "palette": palette.get_name(),
    "colours": palette.get_color_count(), "others": state(image)["layers"][1:] == before["layers"],
}
facts["no strokes"] = hints(image, strokes)[:2]
paint(strokes, FACTS["sky"], FACTS["red"])
status, text, given = hints(image, strokes)
first, = given
facts["first"] = [status, text, names(group.get_children()), names(image.get_selected_layers())]
facts["shown"] = [strokes.get_visible()]
again, = hints(image, photo)[2]
facts["shown"] += [strokes.get_visible(), again.get_name(), names(image.get_selected_layers())]
strokes.set_visible(False)
keep_seen(image, "red sky")

mask = first.create_mask(Gimp.AddMaskType.WHITE)
first.add_mask(mask)
first.set_opacity(80)
first.set_name("my colours")
save(image, FACTS["folder"] + "/saved.xcf")
image.delete()

image = load(FACTS["folder"] + "/saved.xcf")
strokes, group, photo = image.get_layers()
paint(strokes, FACTS["roof"], FACTS["green"])
others = [layer for layer in state(image)["layers"] if layer["name"] != "my colours"]
second, = hints(image, strokes)[2]
facts["second"] = {
    "names": names(group.get_children()), "opacity": second.get_opacity(),
    "mask": second.get_mask() is not None,
    "same": [layer["name"] for layer, was in
             zip([l for l in state(image)["layers"] if l["name"] != "my colours"], others)
             if {**layer, "parasites": 0} != {**was, "parasites": 0}],
}
second.set_opacity(100)
keep_seen(image, "both")
keep(photo, "R'G'B' u8", "photo after")

# Of a step of undo, even an empty one, GIMP would remember that the image is another one now.
strokes.set_visible(True)
paint(strokes, FACTS["roof"], FACTS["red"])
group.set_lock_content(True)
before = state(image)
image.clean_all()
facts["locked"] = [*hints(image, strokes)[:2], state(image) == before, image.is_dirty()]

# A photo that has no colours yet, moved, 16 bits deep, and a layer of the artist's own.
image = load(FACTS["photo"])
photo, = image.get_layers()
image.convert_precision(Gimp.Precision.U16_NON_LINEAR)
image.convert_rgb()
own = add_layer(image, Gimp.ImageType.RGBA_IMAGE, "Colour hints", size=(500, 400), at=(300, 0))
paint(own, (FACTS["sky"][0] - 300, *FACTS["sky"][1:]), FACTS["red"])
# After painting on it the artist's own layer is the selected one, and may have any name later.
alone, = hints(image, own)[2]
group = image.get_layers()[1]
facts["alone"] = [names(image.get_layers()), names(group.get_children())]
facts["asked for"] = json.loads(parasite_text(group))["alternatives"]
own.set_name("my strokes")
facts["later"] = [layer.get_name() for layer in hints(image, own)[2]]
own.set_visible(False)
keep_seen(image, "alone")

# A copy of the strokes is kept, hidden, while one goes on painting.
kept = own.copy()
image.insert_layer(kept, None, 0)
kept.set_visible(False)
own.fill(Gimp.FillType.TRANSPARENT)
paint(own, (FACTS["sky"][0] - 300, *FACTS["sky"][1:]), FACTS["green"])
own.set_visible(True)
facts["beside a copy"] = [layer.get_name() for layer in hints(image, own)[2]]
facts["beside a copy"] += [own.get_visible(), kept.get_visible()]
keep_seen(image, "green sky")

# Nothing is painted, but the strokes look otherwise.
hue = Gimp.DrawableFilter.new(own, "gegl:hue-chroma", "")
hue.get_config().set_property("hue", 180.0)
hue.update()
own.append_filter(hue)
own.set_lock_content(True)
before = describe(own)["pixels"]
facts["filtered"] = [layer.get_name() for layer in hints(image, own)[2]]
facts["filtered"] += [describe(own)["pixels"] == before, len(own.get_filters())]
keep_seen(image, "other hue")
own.set_lock_content(False)
paint(own, FACTS["below"], FACTS["green"])
own.add_mask(own.create_mask(Gimp.AddMaskType.WHITE))
hide(own, (FACTS["sky"][0] - 300, *FACTS["sky"][1:]))
facts["masked"] = [layer.get_name() for layer in hints(image, own)[2]]
keep_seen(image, "without the sky")
facts["same mask"] = [layer.get_name() for layer in hints(image, own)[2]]
hide(own, FACTS["below"])
facts["nothing left"] = hints(image, own)[:2]

copy = Gimp.Palette.get_by_name(facts["begun"]["palette"]).duplicate()
facts["palettes"] = []
for name in ("Straße.xcf", "another.xcf"):
    image = load(FACTS["photo"])
    image.scale(150, 120)
    image.set_file(Gio.File.new_for_path(FACTS["folder"] + "/" + name))
    hints(image, image.get_layers()[0])
    facts["palettes"].append(Gimp.context_get_palette().get_name())
    image.delete()
facts["copy"] = [copy.get_name(), copy.get_color_count()]
facts["all palettes"] = sorted(
    palette.get_name() for palette in Gimp.palettes_get_list("Colour hints"))
result(facts=facts, images=len(Gimp.get_images()))
"""
FACTS = {"sky": SKY, "roof": ROOF, "red": RED, "green": GREEN, "below": BELOW}


@pytest.fixture(scope="module")
def run(installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("hints")
    found = installed.gimp.batch(installed.profile, SCRIPT, photo=photo, folder=folder, **FACTS)
    return SimpleNamespace(folder=folder, **found)


def ab(run: Any, name: str, box: tuple[int, int, int, int]) -> np.ndarray:
    """Give the mean ab of a part of what is seen."""
    x, y, width, height = box
    seen = np.load(run.folder / f"{name}.npy")[y : y + height, x : x + width, :3]
    return rgb2lab(np.clip(seen, 0, 1).astype(float))[..., 1:].mean((0, 1))


def beside(box: tuple[int, int, int, int], dx: int, dy: int) -> tuple[int, int, int, int]:
    x, y, width, height = box
    return x + dx, y + dy, width, height


def test_first_makes_a_layer_to_paint_on_and_a_palette(run: Any) -> None:
    begun = run.facts["begun"]
    assert begun["names"][:2] == ["Colour hints", "Colorize: Compact"]
    assert begun["selected"] == ["Colour hints"]
    assert begun["mode"] == "lch-color"
    assert begun["palette"].startswith("Colour hints: ")
    assert 6 <= begun["colours"] <= 48
    assert begun["others"]
    status, text = run.facts["no strokes"]
    assert status != "success"
    assert "no strokes on “Colour hints” yet" in text


def test_colours_follow_the_strokes_and_stay_elsewhere(run: Any) -> None:
    assert run.facts["first"] == [
        "success",
        "",
        ["Colour from hints", "Colour"],
        ["Colour hints"],
    ]
    red = ab(run, "red sky", beside(SKY, 90, 0))
    assert red[0] > ab(run, "automatic", beside(SKY, 90, 0))[0] + 10
    # The hull at the bottom of the picture has another colour and another light.
    far = (150, 720, 60, 20)
    assert np.abs(ab(run, "red sky", far) - ab(run, "automatic", far)).max() < 2


def test_strokes_are_hidden_when_applied_and_come_back_when_nothing_is_new(run: Any) -> None:
    assert run.facts["shown"] == [False, True, "Colour hints", ["Colour hints"]]


def test_the_photo_keeps_its_lightness_and_its_pixels(run: Any) -> None:
    seen = [np.load(run.folder / f"{name}.npy") for name in ("automatic", "both")]
    moved = np.abs(lightness(seen[1]) - lightness(seen[0]))
    assert np.mean(moved <= 1.0) >= 0.998
    photos = [np.load(run.folder / f"{name}.npy") for name in ("photo", "photo after")]
    np.testing.assert_array_equal(*photos)


def test_again_on_a_saved_image_renews_the_layer_and_keeps_what_the_artist_did(run: Any) -> None:
    second = run.facts["second"]
    assert second["names"] == ["my colours", "Colour"]
    assert (round(second["opacity"]), second["mask"]) == (80, True)
    assert second["same"] == []
    green = ab(run, "both", beside(ROOF, 0, 6))
    assert green[0] < ab(run, "red sky", beside(ROOF, 0, 6))[0] - 10
    assert ab(run, "both", beside(SKY, 90, 0))[0] > ab(run, "automatic", beside(SKY, 90, 0))[0] + 10


def test_a_locked_group_costs_nothing_that_could_be_redone(run: Any) -> None:
    status, text, unchanged, stepped = run.facts["locked"]
    assert status != "success"
    assert "“Colorize: Compact” is locked" in text
    assert (unchanged, stepped) == (True, False)


def test_a_photo_without_colours_gets_a_group_and_any_layer_of_that_name_will_do(run: Any) -> None:
    assert run.facts["alone"] == [
        ["Colour hints", "Colorize: Compact", run.facts["begun"]["names"][-1]],
        ["Colour from hints"],
    ]
    # The layer is known as one of hints now: nothing is new on it, so it is shown again.
    assert run.facts["later"] == ["my strokes"]
    # Nobody was asked for alternatives; the dialog must not begin with none of them.
    assert run.facts["asked for"] is None
    near = beside(SKY, 90, 0)
    np.testing.assert_allclose(ab(run, "alone", near), ab(run, "red sky", near), atol=3)
    assert run.images == 2


def test_a_hidden_copy_of_the_strokes_is_not_taken_for_those_that_are_selected(run: Any) -> None:
    assert run.facts["beside a copy"] == ["Colour from hints", False, False]
    near = beside(SKY, 90, 0)
    assert ab(run, "green sky", near)[0] < ab(run, "alone", near)[0] - 10


def test_strokes_count_as_their_filters_and_their_mask_show_them(run: Any) -> None:
    assert run.facts["filtered"] == ["Colour from hints", True, 1]
    near = beside(SKY, 90, 0)
    green, other = ab(run, "green sky", near), ab(run, "other hue", near)
    assert np.dot(green, other) < -0.9 * np.linalg.norm(green) * np.linalg.norm(other)
    assert run.facts["masked"] == ["Colour from hints"]
    np.testing.assert_allclose(ab(run, "without the sky", near), ab(run, "automatic", near), atol=2)
    # Nothing is new: the strokes are shown again.
    assert run.facts["same mask"] == ["my strokes"]
    status, text = run.facts["nothing left"]
    assert status != "success"
    assert "no strokes on “my strokes” yet" in text


def test_one_palette_serves_all_photos(run: Any) -> None:
    assert run.facts["palettes"] == ["Colour hints: Straße.xcf", "Colour hints: another.xcf"]
    # What the artist has copied is the artist's own.
    name, colours = run.facts["copy"]
    assert colours == run.facts["begun"]["colours"]
    assert run.facts["all palettes"] == sorted(["Colour hints: another.xcf", name])

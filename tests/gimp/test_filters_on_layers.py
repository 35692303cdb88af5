# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters that GIMP keeps beside a layer's pixels count: one colours what one sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pictures import chroma, lightness
from profile_folder import Installed

SCRIPT = """
def append(layer, operation, **settings):
    step = Gimp.DrawableFilter.new(layer, operation, "")
    config = step.get_config()
    for name, value in settings.items():
        config.set_property(name.replace("_", "-"), value)
    step.update()
    layer.append_filter(step)
    return step

def darkened():
    image = load(FACTS["photo"])
    photo, = image.get_layers()
    append(photo, "gegl:levels", in_low=0.2)
    return image, photo

facts = {}
for name, merged in (("filtered", False), ("merged", True)):
    image, photo = darkened()
    if merged:
        photo.merge_filters()
    before = describe(photo)
    status, text, group = run(image, [photo], alternatives=0)
    facts[name] = [status, text, describe(photo) == before, len(photo.get_filters())]
    keep(group.get_children()[0], "R'G'B' float", name)
keep_seen(image, "seen layers")

image, photo = darkened()
keep_seen(image, "seen before")
facts["copy"] = run(image, [photo], output="merged")[:2]
keep_seen(image, "seen after")

image = load(FACTS["photo"])
photo, = image.get_layers()
photo.add_alpha()
append(photo, "gegl:dropshadow", x=20.0, y=20.0)
status, text, group = run(image, [photo], alternatives=0)
colors = group.get_children()[0]
facts["shadow"] = [status, text, colors.get_width(), colors.get_height()]
facts["images"] = len(Gimp.get_images())
result(**facts)
"""


@pytest.fixture(scope="module")
def run(installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("filters")
    facts = installed.gimp.batch(installed.profile, SCRIPT, photo=photo, folder=folder)
    return {**facts, "folder": folder}


def kept(run: Any, name: str) -> np.ndarray:
    return np.load(run["folder"] / f"{name}.npy")


def test_the_photo_is_coloured_as_its_filters_show_it_and_keeps_them(run: Any) -> None:
    assert run["filtered"] == ["success", "", True, 1]
    assert run["merged"] == ["success", "", True, 0]
    assert np.array_equal(kept(run, "filtered"), kept(run, "merged"))


def test_a_merged_copy_has_the_light_that_one_sees(run: Any) -> None:
    assert run["copy"] == ["success", ""]
    before, after = kept(run, "seen before"), kept(run, "seen after")
    layers = kept(run, "seen layers")
    assert float(chroma(layers).mean()) > 5.0
    assert float(np.abs(chroma(after) - chroma(layers)).mean()) < 0.5
    assert float(np.abs(lightness(after) - lightness(before)).mean()) < 1.0


def test_a_filter_that_makes_the_layer_larger_does_not_move_its_colours(run: Any) -> None:
    assert run["shadow"] == ["success", "", 1024, 819]


def test_no_copy_is_left_behind(run: Any) -> None:
    assert run["images"] == 4

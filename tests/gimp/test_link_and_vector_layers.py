# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of layers that came with GIMP 3.2: a linked file may be a photo, a shape is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pictures import chroma
from profile_folder import Installed

SCRIPT = """
def linked(image, position=0):
    layer = Gimp.LinkLayer.new(image, Gio.File.new_for_path(FACTS["photo"]))
    image.insert_layer(layer, None, position)
    return layer

def shape(image):
    path = Gimp.Path.new(image, "heart")
    image.insert_path(path, None, 0)
    stroke = path.bezier_stroke_new_moveto(10, 10)
    path.bezier_stroke_lineto(stroke, 90, 20)
    path.bezier_stroke_lineto(stroke, 50, 70)
    path.stroke_close(stroke)
    layer = Gimp.VectorLayer.new(image, path)
    image.insert_layer(layer, None, 0)
    layer.refresh()
    return layer

def of_photo(group):
    return json.loads(bytes(group.get_parasite("colorize-auto").get_data()))["layer_name"]

def kept(layer, before):
    return [describe(layer) == before, type(layer).__name__, layer.is_rasterized()]

facts = {"exist": hasattr(Gimp, "LinkLayer") and hasattr(Gimp, "VectorLayer")}
if facts["exist"]:
    for name in ("RGB", "GRAY"):
        image = Gimp.Image.new(200, 160, getattr(Gimp.ImageBaseType, name))
        photo = linked(image)
        before = describe(photo)
        status, text, group = run(image, [photo], alternatives=1)
        keep_seen(image, name)
        facts[name] = [status, text, kept(photo, before)]

    image = load(FACTS["photo"])
    photo, = image.get_layers()
    heart = shape(image)
    before = state(image)
    facts["shape"] = [*run(image, [heart])[:2], state(image) == before]

    strokes = add_layer(image, Gimp.ImageType.GRAYA_IMAGE, "Colour hints")
    strokes.fill(Gimp.FillType.TRANSPARENT)
    before = describe(heart)
    status, text, group = run(image, [strokes], alternatives=0)
    facts["beneath a shape"] = [status, text, of_photo(group) == photo.get_name()]
    facts["shape beside colours"] = kept(heart, before)

    image = Gimp.Image.new(200, 160, Gimp.ImageBaseType.RGB)
    shots = [linked(image) for _ in range(2)]
    before = [describe(shot) for shot in shots]
    status, text, given = call("plug-in-colorize-frames", image, shots[:1])
    facts["frames"] = [status, text, *map(kept, shots, before)]
    if given:
        for number, frame in enumerate(given[0].get_layers()):
            keep(frame, "R'G'B'A float", f"frame {number}")
result(**facts)
"""
SUCCESS = ["success", ""]
LINKED = [True, "LinkLayer", False]


@pytest.fixture(scope="module")
def run(installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("kinds")
    small = folder / "small.png"
    with Image.open(photo) as scan:
        scan.resize((200, 160)).save(small)
    facts = installed.gimp.batch(installed.profile, SCRIPT, photo=small, folder=folder)
    if not facts["exist"]:
        pytest.skip("this GIMP has neither link layers nor vector layers")
    return {**facts, "folder": folder}


def strength(run: Any, name: str) -> float:
    return float(chroma(np.load(run["folder"] / f"{name}.npy")).mean())


@pytest.mark.parametrize("kind", ["RGB", "GRAY"])
def test_a_linked_photo_is_coloured_and_stays_linked(kind: str, run: Any) -> None:
    assert run[kind] == [*SUCCESS, LINKED]
    assert strength(run, kind) > 2


def test_a_shape_is_no_photo(run: Any) -> None:
    status, text, untouched = run["shape"]
    assert status == "execution-error"
    assert "“heart” is a vector layer" in text
    assert untouched


def test_the_photo_beneath_a_shape_is_coloured(run: Any) -> None:
    assert run["beneath a shape"] == [*SUCCESS, True]
    # GIMP 3.2 itself makes pixels of a shape when a gray image becomes RGB; one can take it back.
    assert run["shape beside colours"][:2] == [True, "VectorLayer"]


def test_frames_may_be_linked(run: Any) -> None:
    assert run["frames"] == [*SUCCESS, LINKED, LINKED]
    for number in range(2):
        assert strength(run, f"frame {number}") > 2

# SPDX-License-Identifier: GPL-3.0-or-later
"""An animation whose frames are layers gets steady colours, and can still be exported."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models import registry
from pictures import chroma, lightness
from profile_folder import Installed

SCRIPT = """
def frames(image):
    return [[l.get_name(), list(l.get_offsets())[1:], l.get_width(), l.get_height(),
             l.get_visible(), l.get_mode().value_nick] for l in image.get_layers()]

def keep_frames(image, name):
    for number, layer in enumerate(reversed(image.get_layers())):
        keep(layer, "R'G'B'A float", f"{name}-{number}")

facts = {}
image = load(FACTS["film"])
before = state(image)
facts["before"] = frames(image)
keep_frames(image, "gray")
status, text, given = call("plug-in-colorize-frames", image, image.get_layers()[:1])
facts["whole"] = [status, text, state(image) == before]
film, = given
facts["after"] = [frames(film), film.get_base_type().value_nick]
keep_frames(film, "colour")
webp = Gimp.get_pdb().lookup_procedure("file-webp-export")
config = webp.create_config()
config.set_property("image", film)
config.set_property("file", Gio.File.new_for_path(FACTS["folder"] + "/film.webp"))
config.set_property("options", Gimp.ExportOptions())
config.set_property("animation", True)
facts["exported"] = webp.run(config).index(0).value_nick
film.delete()
group = run(image, image.get_layers()[:1], alternatives=0)[2]
keep(group.get_children()[0], "R'G'B'A float", "alone")
image.remove_layer(group)

# Optimized: the second frame holds only what has changed, and the third is deeper than it.
layers = image.get_layers()
layers[1].resize(60, 50, -20, -10)
layers[0].set_visible(False)
facts["optimized before"] = frames(image)
film, = call("plug-in-colorize-frames", image, image.get_layers()[:1], saturation=0.5)[2]
facts["optimized"] = [frames(film), frames(image) == facts["optimized before"]]
keep_frames(film, "optimized")
film.delete()
for layer in layers[1:]:
    image.remove_layer(layer)
facts["one layer"] = call("plug-in-colorize-frames", image, image.get_layers())[:2]
result(facts=facts, images=len(Gimp.get_images()))
"""


@pytest.fixture(scope="module")
def run(installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("frames")
    film = pan(photo, folder / "film.gif")
    found = installed.gimp.batch(installed.profile, SCRIPT, film=film, folder=folder)
    return SimpleNamespace(folder=folder, **found)


def pan(photo: Path, file: Path) -> Path:
    """Write a slow pan over a photo as an animated GIF, with the grain of old film."""
    with Image.open(photo) as scan:
        small = np.asarray(scan.convert("L").resize((200, 160)))
    rng = np.random.default_rng(5)
    shots = []
    for left in (0, 2, 4):
        grained = small[:, left : left + 160] + rng.normal(0, 8, (160, 160))
        shots.append(Image.fromarray(grained.clip(0, 255).astype(np.uint8)))
    shots[0].save(file, save_all=True, append_images=shots[1:], duration=120, disposal=2)
    return file


def shots(run: Any, name: str) -> list[np.ndarray]:
    return [np.load(run.folder / f"{name}-{number}.npy") for number in range(3)]


def test_the_frames_of_a_new_image_have_colours(run: Any) -> None:
    assert run.facts["whole"] == ["success", "", True]
    made, kind = run.facts["after"]
    assert kind == "rgb"
    assert made == run.facts["before"]
    for gray, color in zip(shots(run, "gray"), shots(run, "colour"), strict=True):
        assert chroma(color).mean() > 2
        assert np.mean(np.abs(lightness(color) - lightness(gray)) <= 1) >= 0.99
        np.testing.assert_array_equal(color[..., 3], gray[..., 3])


def test_the_colours_are_steady(run: Any) -> None:
    first, _second, third = (chroma(color) for color in shots(run, "colour"))
    alone = chroma(np.load(run.folder / "alone.npy"))
    moved, moved_alone = (np.abs(first[:, 4:] - last[:, :-4]).mean() for last in (third, alone))
    assert moved < 0.95 * moved_alone


def test_the_animation_can_be_exported(run: Any) -> None:
    assert run.facts["exported"] == "success"
    with Image.open(run.folder / "film.webp") as film:
        assert film.n_frames == 3
        film.seek(1)
        film.load()
        assert film.info["duration"] == 120


def test_an_optimized_animation_is_taken_apart_on_a_copy(run: Any) -> None:
    made, untouched = run.facts["optimized"]
    assert untouched
    assert [frame[1:4] for frame in made] == [[[0, 0], 160, 160]] * 3
    assert all("(120ms)" in frame[0] for frame in made)
    full, paler = shots(run, "colour"), shots(run, "optimized")
    share = 0.5 / registry.card(registry.DEFAULT).saturation
    assert chroma(paler[0]).mean() == pytest.approx(share * chroma(full[0]).mean(), rel=0.2)


def test_one_layer_is_no_animation(run: Any) -> None:
    status, text = run.facts["one layer"]
    assert status != "success"
    assert "no animation" in text
    assert run.images == 1

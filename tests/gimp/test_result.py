# SPDX-License-Identifier: GPL-3.0-or-later
"""A real photo, coloured without windows: the promises that an artist relies on, by pixels."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import backend
from pictures import chroma, lightness
from profile_folder import Installed

SCRIPT = """
image = load(FACTS["photo"])
photo, = image.get_layers()
photo.attach_parasite(Gimp.Parasite.new("artist", Gimp.PARASITE_PERSISTENT, b"mine"))
image.select_ellipse(Gimp.ChannelOps.REPLACE, 30, 20, 200, 120)
Gimp.Selection.feather(image, 10)
keep(photo, "R'G'B' u8", "photo-before")
keep_seen(image, "before")
before = state(image)
status, text, group = run(image, [photo], alternatives=3, temperature=0.4, saturation=1.0,
                          selected_part_only=False)
after = state(image)
keep(photo, "R'G'B' u8", "photo-after")
keep_seen(image, "after")
for number, child in enumerate(group.get_children()):
    keep(child, "R'G'B'A u8", f"layer-{number}")
    if child.get_mask(): keep(child.get_mask(), "Y u8", f"mask-{number}")
save(image, FACTS["folder"] + "/saved.xcf")
again = load(FACTS["folder"] + "/saved.xcf")
keep_seen(again, "saved")
copies = [layer.get_name() for layer in image.get_layers()]
second = run(image, [group.get_children()[-1]], alternatives=0, selected_part_only=False)[2]
for layer in group.get_children(): layer.set_visible(False)
second.set_visible(False)
keep_seen(image, "hidden")
result(status=status, text=text, before=before, after=after, top=[l.get_name() for l in
       image.get_layers()], second=second.get_name(), images=len(Gimp.get_images()),
       second_children=[l.get_name() for l in second.get_children()], copies=copies,
       note=bytes(group.get_parasite("colorize-auto").get_data()).decode())
"""


@pytest.fixture(scope="module")
def run(installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("result")
    facts = installed.gimp.batch(installed.profile, SCRIPT, photo=photo, folder=folder)
    assert facts["status"] == "success", facts["text"]
    return SimpleNamespace(folder=folder, **facts)


def picture(run: Any, name: str) -> np.ndarray:
    return np.load(run.folder / f"{name}.npy")


def test_keeps_the_photos_lightness(run: Any) -> None:
    moved = np.abs(lightness(picture(run, "after")) - lightness(picture(run, "before")))
    assert np.mean(moved <= 1.0) >= 0.999


def test_gives_colour(run: Any) -> None:
    assert chroma(picture(run, "before")).max() < 0.5
    assert chroma(picture(run, "after")).mean() > 3.0


def test_leaves_the_photo_as_it_was(run: Any) -> None:
    np.testing.assert_array_equal(picture(run, "photo-before"), picture(run, "photo-after"))
    np.testing.assert_array_equal(picture(run, "before"), picture(run, "hidden"))
    (before,) = run.before["layers"]
    assert run.after["layers"][-1] == before


def test_leaves_selection_and_parasites_as_they_were(run: Any) -> None:
    for name in ("selection", "selected", "parasites", "channels", "size", "precision"):
        assert run.after[name] == run.before[name], name


def test_makes_a_group_of_layers_above_the_photo(run: Any) -> None:
    group, *children, photo = run.after["layers"]
    assert run.copies == [group["name"], photo["name"]]
    assert group["name"] == "Colorize: Compact"
    assert (group["mode"], group["composite_space"]) == ("pass-through", "lab")
    assert group["visible"]
    *alternatives, colour = children
    assert colour["name"] == "Colour"
    assert [child["visible"] for child in children] == [False, False, False, True]
    for number, alternative in enumerate(alternatives, start=1):
        pattern = rf"(Alternative {number}|[A-Z][a-z]+( [a-z]+)?): [a-z -]+, (under 1|\d+) %( #\d)?"
        assert re.fullmatch(pattern, alternative["name"]), alternative["name"]
        assert alternative["mask"] and not alternative["edit_mask"]
    assert colour["mask"] is None
    for child in children:
        assert (child["mode"], child["composite_space"]) == ("lch-color", "lab")
        assert child["offsets"] == photo["offsets"]
        assert child["size"] == photo["size"]


def test_alternatives_differ_from_the_automatic_colours_and_from_each_other(run: Any) -> None:
    *alternatives, automatic = (picture(run, f"layer-{number}").astype(int) for number in range(4))
    # The river and the roofs may be offered the same blue: as they are seen, within their masks.
    masks = [picture(run, f"mask-{number}") > 127 for number in range(3)]
    seen = [
        np.where(mask, layer, automatic) for mask, layer in zip(masks, alternatives, strict=True)
    ]
    for number, one in enumerate([automatic, *seen]):
        for other in seen[number:]:
            assert np.abs(one - other).max() > 10


def test_shows_each_alternative_in_its_region_alone(run: Any) -> None:
    masks = [picture(run, f"mask-{number}") for number in range(3)]
    for mask in masks:
        assert mask.shape == (*picture(run, "layer-0").shape[:2], 1)
        assert 0.001 < (mask > 127).mean() < 0.95
        # The border is soft: it follows the photo's edges.
        assert ((mask > 20) & (mask < 235)).any()


def test_notes_on_the_group_how_the_colours_were_made(run: Any) -> None:
    note = json.loads(run.note)
    assert note["photo"]
    assert {name: note[name] for name in ("version", "colorizer", "alternatives")} == {
        "version": backend.__version__,
        "colorizer": "compact",
        "alternatives": 3,
    }
    assert note["temperature"] == pytest.approx(0.4)


def test_survives_saving_and_loading(run: Any) -> None:
    np.testing.assert_allclose(picture(run, "saved"), picture(run, "after"), atol=1e-6)


def test_means_the_photo_when_its_colours_are_selected(run: Any) -> None:
    group, photo = run.copies
    assert run.top == [run.second, group, photo]
    assert run.second_children == ["Colour #1"]


def test_leaves_no_other_image_behind(run: Any) -> None:
    assert run.images == 2

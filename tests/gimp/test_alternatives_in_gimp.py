# SPDX-License-Identifier: GPL-3.0-or-later
"""Other colours for parts of a photo, without windows: what stands in the image in the end."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from skimage.color import rgb2lab

from pictures import lightness
from profile_folder import Installed

PLACE = "(Top|Middle|Bottom|Center|Left|Right)[a-z ]*"
CONTENT = "(Sky|Water|Plants|Grass|Ground|Rock|Building|Room|Skin|Hair|Clothes|Animal|Vehicle)"

SCRIPT = """
import pathlib, sys
sys.path.insert(0, FACTS["plug_in"])
from backend_access import client as backend_client, connection
client = backend_client.BackendClient(connection.read(pathlib.Path(FACTS["connection"])))
def pick(image, drawables, **arguments):
    status, text, given = call("plug-in-colorize-alternatives", image, drawables, **arguments)
    return status, text, given and given[0]
def note(group): return json.loads(bytes(group.get_parasite("colorize-auto").get_data()))
def children(group): return [describe(layer) for layer in group.get_children()]
image = load(FACTS["photo"])
photo, = image.get_layers()
nothing = pick(image, [photo])[1]
image.select_ellipse(Gimp.ChannelOps.REPLACE, 200, 60, 500, 300)
Gimp.Selection.feather(image, 40)
keep(image.get_selection(), "Y u8", "selection")
before = state(image)
status, text, first = pick(image, [photo], candidate=1)
after = state(image)
if first is None: raise RuntimeError(text)
group = first.get_parent()
candidates = client.candidates(note(group)["photo"], 9, "drawn-1")
keep(first.get_mask(), "Y u8", "mask")
keep(first, "R'G'B' u8", "colours")
keep_seen(image, "with")
first.set_visible(False)
keep_seen(image, "without")
first.set_visible(True)
tags = [layer.get_color_tag().value_nick for layer in group.get_children()]
too_high = pick(image, [photo], candidate=8)[1] if len(candidates) < 9 else None

save(image, FACTS["folder"] + "/saved.xcf")
image.delete()
image = load(FACTS["folder"] + "/saved.xcf")
group, photo = image.get_layers()
identity = note(group)["photo"]
client.delete(identity)
saved = children(group)
Gimp.Selection.none(image)
second = pick(image, [group.get_children()[0]], region=1, candidate=1, count=2)
if second[2] is None: raise RuntimeError(second[1])
keep(second[2].get_mask(), "Y u8", "found")
keep_seen(image, "with found")
second[2].set_visible(False)
keep_seen(image, "without found")
second[2].set_visible(True)
later = children(group)
thing = max(client.parts(note(group)["photo"]), key=len)
for name, whole in (("whole", True), ("piece", False)):
    status, text, layer = pick(image, [photo], region=thing[-1], whole=whole, candidate=1)
    if layer is None: raise RuntimeError(text)
    keep(layer.get_mask(), "Y u8", name)
result(nothing=nothing, before=before, after=after, candidates=candidates,
       tags=tags, too_high=too_high, saved=saved, later=later, thing=thing, notes=[identity,
       note(group)["photo"]], top=[l.get_name() for l in image.get_layers()],
       images=len(Gimp.get_images()),
       automatic=pick(image, [photo], region=0, candidate=0)[2].get_name())
"""


@pytest.fixture(scope="module")
def run(installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("alternatives")
    facts = installed.gimp.batch(
        installed.profile,
        SCRIPT,
        photo=photo,
        folder=folder,
        plug_in=installed.plug_in,
        connection=installed.connection,
    )
    return SimpleNamespace(folder=folder, **facts)


def picture(run: Any, name: str) -> np.ndarray:
    return np.load(run.folder / f"{name}.npy")


def ab(picture: np.ndarray) -> np.ndarray:
    return rgb2lab(np.clip(picture[..., :3], 0, 1).astype(np.float64))[..., 1:]


def test_a_photo_without_colours_gets_its_group_in_the_same_step(run: Any) -> None:
    group, alternative, colour, photo = run.after["layers"]
    assert group["name"] == "Colorize: Compact"
    assert colour["name"] == "Colour"
    assert photo == run.before["layers"][0]
    chosen = run.candidates[1]
    percent = round(100 * chosen["probability"]) or "under 1"
    assert alternative["name"] == f"Sky: {chosen['name']}, {percent} %"
    assert (alternative["mode"], alternative["composite_space"]) == ("lch-color", "lab")
    assert alternative["visible"]
    assert not alternative["edit_mask"]
    assert run.tags[0] != "none"
    assert run.tags[1] == "none"
    for name in ("selection", "selected", "parasites", "channels", "size", "precision"):
        assert run.after[name] == run.before[name], name


def test_the_layers_mask_is_the_selection(run: Any) -> None:
    np.testing.assert_array_equal(picture(run, "mask"), picture(run, "selection"))
    assert np.any((picture(run, "mask") > 0) & (picture(run, "mask") < 255))


def test_nothing_changes_outside_and_the_candidates_colour_comes_inside(run: Any) -> None:
    mask = picture(run, "mask")[..., 0]
    with_it, without = picture(run, "with"), picture(run, "without")
    assert np.abs(with_it - without)[mask == 0].max() == 0
    wanted = np.array(run.candidates[1]["ab"])
    inside = mask == 255
    reached, automatic = (ab(seen)[inside].mean(0) for seen in (with_it, without))
    assert np.linalg.norm(reached - wanted) < 0.5 * np.linalg.norm(automatic - wanted)
    moved = np.abs(lightness(with_it) - lightness(without))
    assert np.mean(moved <= 1.0) >= 0.999


def test_the_layers_colours_go_on_beyond_its_mask(run: Any) -> None:
    """Painting on the mask carries the colour on."""
    mask = picture(run, "mask")[..., 0]
    beyond = ab(picture(run, "colours") / 255)[mask == 0] - ab(picture(run, "without"))[mask == 0]
    assert np.linalg.norm(beyond, axis=-1).mean() > 2


def test_goes_on_next_week_with_a_backend_that_has_forgotten_the_photo(run: Any) -> None:
    assert run.top == ["Colorize: Compact", "Background"]
    *added, old, colour = run.later
    assert [old, colour] == run.saved
    assert [layer["visible"] for layer in added] == [True, False]
    for layer in added:
        pattern = rf"({PLACE}: |{CONTENT}: )?[A-Za-z ]+, (under 1|\d+) %"
        assert re.fullmatch(pattern, layer["name"]), layer["name"]
    forgotten, now = run.notes
    assert now
    assert now != forgotten
    assert run.images == 1
    assert run.automatic.split(": ")[-1].lower().startswith("automatic ")


def test_a_found_region_changes_within_its_mask_alone(run: Any) -> None:
    mask = picture(run, "found")[..., 0]
    assert 0.001 < np.mean(mask > 127) < 0.9
    changed = np.abs(picture(run, "with found") - picture(run, "without found")).max(-1)
    assert changed[mask == 0].max() == 0
    assert changed[mask == 255].mean() > 0.01


def test_a_whole_thing_is_taken_by_the_number_of_one_of_its_parts(run: Any) -> None:
    assert len(run.thing) > 1
    whole, piece = (picture(run, name)[..., 0] > 127 for name in ("whole", "piece"))
    assert whole[piece].mean() > 0.95  # each mask follows the photo's edges by itself
    assert 0 < piece.mean() < 0.9 * whole.mean()


def test_says_what_to_do(run: Any) -> None:
    assert "Select the part" in run.nothing
    assert run.too_high is None or "choose a lower number" in run.too_high

# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the colorizer is unsure: as a layer, a channel and a selection, in real GIMP."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from profile_folder import Installed

SCRIPT = """
def looks(layer):
    mask = layer.get_mask()
    return [round(layer.get_opacity()), layer.get_mode().value_nick,
            layer.get_color_tag().value_nick, list(layer.get_offsets())[1:],
            layer.get_width(), layer.get_height(), layer.get_lock_content(),
            layer.get_lock_position(), layer.get_lock_visibility(),
            [step.get_operation_name() for step in layer.get_filters()],
            mask and hashlib.sha256(read(mask, "Y u8")).hexdigest()]

image = load(FACTS["photo"])
photo, = image.get_layers()
photo.set_offsets(-30, 20)
image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 50, 50)
before = state(image)
facts = {}

status, text, given = call("plug-in-colorize-confidence", image, [photo], percent=25.0)
layer, = given
facts["layer"] = {"status": status, "text": text, "name": layer.get_name(),
    "mode": layer.get_mode().value_nick, "place": image.get_item_position(layer)}
facts["after layer"] = state(image)
keep(layer, "R'G'B'A u8", "tint")
layer.set_name("Confidence: Zhang 2016")
again, = call("plug-in-colorize-confidence", image, [layer], percent=60.0)[2]
facts["renamed"] = again.get_name()
again.set_name("look here")
again.set_opacity(80)
again.set_mode(Gimp.LayerMode.MULTIPLY)
again.set_color_tag(Gimp.ColorTag.RED)
again.set_visible(False)
mask = again.create_mask(Gimp.AddMaskType.WHITE)
again.add_mask(mask)
mask.get_buffer().clear(Gegl.Rectangle.new(0, 0, 90, 60))
again.append_filter(Gimp.DrawableFilter.new(again, "gegl:gaussian-blur", ""))
again.set_lock_content(True)
again.set_lock_position(True)
again.set_lock_visibility(True)
before_again = looks(again)
again, = call("plug-in-colorize-confidence", image, [again], percent=60.0)[2]
facts["kept"] = again.get_name()
facts["like it"] = [looks(again) == before_again, again.get_visible()]
facts["layers again"] = [layer.get_name() for layer in image.get_layers()]
keep(again, "R'G'B'A u8", "wider")
image.remove_layer(again)

channel, = call("plug-in-colorize-confidence", image, [photo], output="channel")[2]
keep(channel, "Y' u8", "channel")
facts["channel"] = [channel.get_name(), channel.get_visible()]
image.remove_channel(channel)

Gimp.Selection.none(image)
group = run(image, [photo], alternatives=0)[2]
colours = group.get_children()
status, text, given = call("plug-in-colorize-unsure", image, colours, percent=25.0)
facts["unsure"] = [status, text]
keep(image.get_selection(), "Y u8", "selection")
facts["channels left"] = len(image.get_channels())
facts["selected"] = [layer.get_name() for layer in image.get_selected_layers()]
above, = call("plug-in-colorize-confidence", image, [photo])[2]
facts["above the group"] = image.get_item_position(above) < image.get_item_position(group)

image.select_rectangle(Gimp.ChannelOps.REPLACE, 100, 100, 200, 160)
face = run(image, [photo], alternatives=0)[2]
Gimp.Selection.none(image)
near, = call("plug-in-colorize-confidence", image, [face])[2]
nearer, = call("plug-in-colorize-confidence", image, [near], percent=60.0)[2]
wider, = call("plug-in-colorize-confidence", image, [above], percent=60.0)[2]
maps = [layer for layer in image.get_layers() if layer.get_name().startswith("Confidence")]
facts["maps"] = [[layer.get_width(), layer.get_height()] for layer in maps]
facts["of"] = [[part.get_width(), part.get_height()] for part in (photo, face)]
facts["replaced"] = [near.is_valid(), nearer in maps, above.is_valid(), wider in maps]
kept = wider.copy()
image.insert_layer(kept, None, 0)
kept.set_visible(False)
call("plug-in-colorize-confidence", image, [wider])
facts["beside a copy"] = [kept.is_valid(), wider.is_valid()]
result(before=before, facts=facts, images=len(Gimp.get_images()))
"""


@pytest.fixture(scope="module")
def run(installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("confidence")
    found = installed.gimp.batch(installed.profile, SCRIPT, photo=photo, folder=folder)
    return SimpleNamespace(folder=folder, **found)


def picture(run: Any, name: str) -> np.ndarray:
    return np.load(run.folder / f"{name}.npy")


def test_a_layer_tints_the_least_sure_part(run: Any) -> None:
    made = run.facts["layer"]
    assert made == {
        "status": "success",
        "text": "",
        "name": "Confidence: Compact",
        "mode": "normal",
        "place": 0,
    }
    tint, wider = (picture(run, name)[..., 3] / 255 for name in ("tint", "wider"))
    assert 0.1 < (tint > 0.5).mean() < 0.25
    assert 0.25 < (tint > 0).mean() < 0.4
    assert tint.max() == 1
    assert (wider > 0).mean() > 0.65


def test_nothing_else_of_the_image_changes(run: Any) -> None:
    after = run.facts["after layer"]
    assert after["layers"][1:] == [
        {**layer, "pixels": layer["pixels"]} for layer in run.before["layers"]
    ]
    for name in ("selection", "selected", "parasites", "channels", "size", "precision"):
        assert after[name] == run.before[name], name
    assert run.images == 1


def test_again_replaces_the_layer(run: Any) -> None:
    assert run.facts["layers again"] == ["look here", "Background"]


def test_it_is_named_after_its_colorizer_unless_the_artist_has_named_it(run: Any) -> None:
    assert (run.facts["renamed"], run.facts["kept"]) == ("Confidence: Compact", "look here")


def test_it_keeps_what_the_artist_did_to_it_and_is_seen(run: Any) -> None:
    assert run.facts["like it"] == [True, True]


def test_a_face_and_the_whole_photo_have_a_map_each(run: Any) -> None:
    assert sorted(run.facts["maps"]) == sorted(run.facts["of"])
    assert run.facts["replaced"] == [False, True, False, True]


def test_a_hidden_copy_of_a_map_is_kept(run: Any) -> None:
    assert run.facts["beside a copy"] == [True, False]


def test_a_channel_is_white_where_it_is_unsure(run: Any) -> None:
    assert run.facts["channel"] == ["Confidence: Compact", False]
    channel, tint = picture(run, "channel")[..., 0], picture(run, "tint")[..., 3]
    # The photo's layer is moved by (-30, 20).
    np.testing.assert_allclose(channel[20:, :-30], tint[:-20, 30:], atol=1)
    assert not channel[:20].any()
    assert not channel[:, -30:].any()


def test_one_click_selects_the_unsure_regions(run: Any) -> None:
    assert run.facts["unsure"] == ["success", ""]
    selection, tint = picture(run, "selection")[..., 0], picture(run, "tint")[..., 3]
    inside = selection[20:, :-30]
    assert 0.2 < (inside > 127).mean() < 0.3
    assert not selection[:20].any()
    # The tint begins a little beyond the selection, which has no specks.
    assert (tint[:-20, 30:][inside > 200] > 0).mean() > 0.97
    assert run.facts["channels left"] == 0
    assert run.facts["above the group"]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of image that GIMP knows, and layers that are not simply the whole picture."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage.color import lab2xyz, xyz2lab

from pictures import chroma, lightness
from profile_folder import Installed

# What each case does to make "image" and its layer "photo", with layers that are "hidden" while it
# is coloured.
FINISH = """
photo.set_name("photo")
keep_seen(image, case + " before")
before = state(image)
for layer in hidden: layer.set_visible(False)
status, text, group = run(image, drawables or [photo], alternatives=1)
for layer in hidden: layer.set_visible(True)
after = state(image)
keep_seen(image, case + " after")
x, y = photo.get_offsets()[1:]
facts = {"status": status, "text": text, "state": before, "state_after": after,
         "box": [x, y, photo.get_width(), photo.get_height()]}
"""
OPEN = """
drawables, hidden = None, []
image = load(FACTS["photo"])
photo, = image.get_layers()
"""
RGB = OPEN + "image.convert_rgb()\n"
CASES = {
    "gray": OPEN,
    "gray with alpha": OPEN
    + """
photo.add_alpha()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 40, 30, 100, 60)
photo.edit_clear()
Gimp.Selection.none(image)
""",
    "gray 16 bit": OPEN + "image.convert_precision(Gimp.Precision.U16_NON_LINEAR)\n",
    "gray float linear": OPEN + "image.convert_precision(Gimp.Precision.FLOAT_LINEAR)\n",
    "rgb": RGB,
    "rgb 8 bit linear": RGB + "image.convert_precision(Gimp.Precision.U8_LINEAR)\n",
    "rgb 16 bit": RGB + "image.convert_precision(Gimp.Precision.U16_NON_LINEAR)\n",
    "rgb 32 bit linear": RGB + "image.convert_precision(Gimp.Precision.U32_LINEAR)\n",
    "rgb half": RGB + "image.convert_precision(Gimp.Precision.HALF_NON_LINEAR)\n",
    "rgb float": RGB + "image.convert_precision(Gimp.Precision.FLOAT_NON_LINEAR)\n",
    "float beyond white, and not a number": RGB
    + """
image.convert_precision(Gimp.Precision.FLOAT_LINEAR)
buffer = photo.get_buffer()
strange = struct.pack("<12f", *[4.0] * 3, *[-0.5] * 3, *[float("nan")] * 3, *[float("inf")] * 3)
buffer.set(Gegl.Rectangle.new(10, 10, 4, 1), "RGB float", strange)
buffer.flush()
""",
    "indexed": OPEN
    + """
image.convert_indexed(Gimp.ConvertDitherType.NONE, Gimp.ConvertPaletteType.GENERATE, 64, False,
                      False, "")
""",
    "another colour profile": RGB
    + """
image.set_color_profile(Gimp.ColorProfile.new_rgb_adobe())
""",
    "a gray profile": OPEN
    + """
image.set_color_profile(Gimp.ColorProfile.new_d50_gray_lab_trc())
""",
    "smaller than the image": RGB
    + """
image.resize(400, 360, 70, 50)
white = add_layer(image, Gimp.ImageType.RGB_IMAGE, "table", position=1)
white.fill(Gimp.FillType.WHITE)
""",
    "beyond the image's edges": RGB + "photo.set_offsets(-40, 30)\n",
    "a soft mask over another photo": RGB
    + """
other = photo.copy()
image.insert_layer(other, None, 1)
image.select_ellipse(Gimp.ChannelOps.REPLACE, 40, 30, 150, 120)
Gimp.Selection.feather(image, 20)
photo.add_mask(photo.create_mask(Gimp.AddMaskType.SELECTION))
Gimp.Selection.none(image)
photo.set_edit_mask(True)
drawables = [photo.get_mask()]
""",
    "alpha and a mask over another photo": RGB
    + """
other = photo.copy()
image.insert_layer(other, None, 1)
photo.add_alpha()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 130, 400)
photo.edit_clear()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 400, 100)
photo.add_mask(photo.create_mask(Gimp.AddMaskType.SELECTION))
Gimp.Selection.none(image)
""",
    "a cut-out whose background is hidden meanwhile": RGB
    + """
hidden = [photo.copy()]
image.insert_layer(hidden[0], None, 1)
photo.add_alpha()
image.select_rectangle(Gimp.ChannelOps.REPLACE, 0, 0, 130, 400)
photo.edit_clear()
Gimp.Selection.none(image)
""",
    "inside a group": RGB
    + """
outer = Gimp.GroupLayer.new(image, "outer")
image.insert_layer(outer, None, 0)
image.reorder_item(photo, outer, 0)
""",
    "locked": RGB + "photo.set_lock_content(True)\nphoto.set_lock_position(True)\n",
    "one pixel": OPEN + "image.crop(1, 1, 100, 100)\n",
    "one row": OPEN + "image.crop(200, 1, 0, 100)\n",
}


@pytest.fixture(scope="module")
def small_photo(photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("small") / "small.jpg"
    with Image.open(photo) as scan:
        scan.resize((256, 205)).save(file, quality=95)
    return file


@pytest.fixture(scope="module")
def runs(installed: Installed, small_photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run all cases in one GIMP, which spares its start for each of them."""
    folder = tmp_path_factory.mktemp("kinds")
    script = 'run_cases(FACTS["cases"], FACTS["finish"])'
    facts = installed.gimp.batch(
        *(installed.profile, script),
        photo=small_photo,
        folder=folder,
        cases=CASES,
        finish=FINISH,
    )
    return SimpleNamespace(folder=folder, facts=facts)


@pytest.fixture(scope="module", params=CASES)
def run(request: pytest.FixtureRequest, runs: Any) -> Any:
    facts = runs.facts[request.param]
    assert facts.get("status") == "success", facts
    pictures = {
        name: np.load(runs.folder / f"{request.param} {name}.npy") for name in ("before", "after")
    }
    return SimpleNamespace(case=request.param, **facts, **pictures)


def photo_shown(run: Any) -> np.ndarray:
    """Tell at which pixels of the picture the photo is seen, and nothing but the photo."""
    x, y, width, height = run.box
    shown = np.zeros(run.before.shape[:2], bool)
    shown[max(y, 0) : y + height, max(x, 0) : x + width] = True
    shown &= run.before[..., 3] == 1
    if run.case == "alpha and a mask over another photo":
        shown[:, :130] = shown[100:] = False
    if run.case == "a cut-out whose background is hidden meanwhile":
        shown[:, :130] = False
    if run.case == "a soft mask over another photo":
        centre = np.zeros_like(shown)
        centre[80:100, 95:135] = True
        shown &= centre
    # Where the light is out of range there is no colour to be had.
    return shown & np.isfinite(run.before).all(-1)


def half_a_step(run: Any) -> np.ndarray:
    """Tell how far rounding to the precision of the image may move the lightness of each pixel."""
    light = lightness(run.before)
    if run.state["precision"] != "u8-linear":
        return np.zeros_like(light)  # less than half a unit
    # Between two dark tones that 8 linear bits can hold there are up to 3.5 units.
    xyz = lab2xyz(np.stack((light, np.zeros_like(light), np.zeros_like(light)), axis=-1))
    white = lab2xyz(np.array([100.0, 0.0, 0.0]))
    return xyz2lab(xyz + 0.5 / 255.0 * white)[..., 0] - light


def test_keeps_lightness_and_alpha(run: Any) -> None:
    np.testing.assert_array_equal(run.after[..., 3], run.before[..., 3])
    shown = photo_shown(run)
    moved = np.abs(lightness(run.after) - lightness(run.before))[shown]
    assert np.mean(moved <= np.maximum(1.0, half_a_step(run)[shown])) >= 0.999


def test_gives_colour(run: Any) -> None:
    shown = photo_shown(run)
    if shown.sum() > 1000:
        assert chroma(run.after)[shown].mean() > 1.0


def test_colours_the_photo_only(run: Any) -> None:
    if run.case in (
        "smaller than the image",
        "alpha and a mask over another photo",
        "a cut-out whose background is hidden meanwhile",
    ):
        outside = ~photo_shown(run)
    elif run.case == "a soft mask over another photo":
        outside = np.ones(run.before.shape[:2], bool)
        outside[:180, 10:220] = False
    else:
        return
    assert outside.any()
    np.testing.assert_allclose(run.after[outside], run.before[outside], atol=2e-3)


def test_changes_nothing_that_was_there(run: Any) -> None:
    before, after = run.state, run.state_after
    assert after["type"] == "rgb"
    if run.case == "a gray profile":
        # GIMP's own conversion to RGB applies a gray profile, rounds, and drops it.
        for image in (before, after):
            del image["parasites"], image["layers"][-1]["pixels"]
        assert before.keys() == after.keys()
    for name in before.keys() - {"type", "layers"}:
        assert after[name] == before[name], name
    names = {layer["name"] for layer in before["layers"]}
    kept = [layer for layer in after["layers"] if layer["name"] in names]
    assert kept == before["layers"]

# SPDX-License-Identifier: GPL-3.0-or-later
"""What artists do with layers, done by GIMP's own tools: opacity, brushes, masks."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage.color import lab2xyz, rgb2lab, rgb2xyz

from pictures import chroma, lightness
from profile_folder import Installed

# What is painted on the layer “Colour”, each along a row of the photo: y, colour.
STROKES = {
    "light yellow": (40, (255, 240, 90)),
    "black": (90, (0, 0, 0)),
    "light pink": (150, (255, 200, 210)),
    "dark green": (205, (0, 70, 0)),
    "crimson": (260, (200, 30, 50)),
    "blue": (320, (60, 80, 190)),
}
RADIUS = 12
# Of a mask, x, y, width, height.
BOX = (150, 120, 90, 60)
SCRIPT = """
def colour_of(srgb):
    colour = Gegl.Color.new("black")
    colour.set_bytes(Babl.format("R'G'B' u8"), GLib.Bytes.new(bytes(srgb)))
    return colour

def stroke(drawable, points, srgb):
    Gimp.context_set_foreground(colour_of(srgb))
    if not Gimp.pencil(drawable, [float(number) for point in points for number in point]):
        raise RuntimeError("GIMP did not paint")

def fill(drawable, box, srgb):
    image.select_rectangle(Gimp.ChannelOps.REPLACE, *box)
    Gimp.context_set_foreground(colour_of(srgb))
    drawable.edit_fill(Gimp.FillType.FOREGROUND)
    Gimp.Selection.none(image)

# Without windows GIMP knows no brushes but those that one makes.
brush = Gimp.Brush.new("round")
brush.set_hardness(1.0)
Gimp.context_set_brush(brush)
Gimp.context_set_brush_size(2 * FACTS["radius"])

image = load(FACTS["photo"])
keep_seen(image, "gray")
group = run(image, image.get_layers(), alternatives=4)[2]
photo = image.get_layers()[-1]
keep(photo, "R'G'B' u8", "photo before")
*alternatives, colour = group.get_children()
keep_seen(image, "full")

group.set_opacity(50)
keep_seen(image, "half")
group.set_opacity(100)

for layer, name in ((group, "group"), (colour, "colour")):
    mask = layer.create_mask(Gimp.AddMaskType.WHITE)
    layer.add_mask(mask)
    fill(mask, FACTS["box"], (0, 0, 0))
    keep_seen(image, "black on the mask of " + name)
    layer.remove_mask(Gimp.MaskApplyMode.DISCARD)

alternative = max(alternatives, key=lambda layer: read(layer.get_mask(), "Y u8").count(0))
alternative.set_visible(True)
mask = alternative.get_mask()
keep(mask, "Y u8", "mask")
keep(alternative, "R'G'B' float", "alternative")
keep_seen(image, "shown")
fill(mask, (0, 0, image.get_width(), image.get_height()), (255, 255, 255))
keep_seen(image, "extended")
alternative.set_visible(False)

for y, srgb in FACTS["strokes"].values():
    stroke(colour, [(20, y), (image.get_width() - 20, y)], srgb)
keep_seen(image, "painted")
keep(photo, "R'G'B' u8", "photo after")
"""


@pytest.fixture(scope="module")
def run(installed: Installed, photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Do it all in one GIMP; give the folder with the pictures of it."""
    folder = tmp_path_factory.mktemp("artist")
    small = folder / "small.png"
    with Image.open(photo) as scan:
        scan.resize((480, 384)).save(small)
    installed.gimp.batch(
        *(installed.profile, SCRIPT),
        photo=small,
        folder=folder,
        strokes=STROKES,
        radius=RADIUS,
        box=BOX,
    )
    return folder


def picture(run: Path, name: str) -> np.ndarray:
    values: np.ndarray = np.load(run / f"{name}.npy")
    return values


def lab(picture: np.ndarray) -> np.ndarray:
    return rgb2lab(np.clip(picture[..., :3], 0, 1).astype(np.float64))


def exist(colors: np.ndarray) -> np.ndarray:
    """Tell of Lab colours, (..., 3), which of them a screen can show."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of colours that nobody could see
        xyz = lab2xyz(colors)
    light = xyz @ np.linalg.inv(rgb2xyz(np.eye(3)))
    shown: np.ndarray = np.all((light > 0) & (light < 1), axis=-1)
    return shown


def test_half_the_opacity_is_half_the_colour(run: Path) -> None:
    full, half = (chroma(picture(run, name)) for name in ("full", "half"))
    assert half.mean() == pytest.approx(full.mean() / 2, rel=0.02)
    assert np.abs(half - full / 2).max() < 1.5


@pytest.mark.parametrize("name", ["group", "colour"])
def test_black_on_a_mask_is_gray_and_nothing_else_changes(run: Path, name: str) -> None:
    masked, full = picture(run, f"black on the mask of {name}"), picture(run, "full")
    x, y, width, height = BOX
    box = np.zeros(masked.shape[:2], bool)
    box[y : y + height, x : x + width] = True
    assert chroma(full[box]).mean() > 2
    assert chroma(masked[box]).max() < 0.5
    np.testing.assert_array_equal(masked[~box], full[~box])


def test_white_on_the_mask_of_an_alternative_extends_it(run: Path) -> None:
    mask = picture(run, "mask")[..., 0]
    outside = mask == 0
    assert 0.2 < outside.mean() < 1
    full, shown, extended, alternative = (
        lab(picture(run, name)) for name in ("full", "shown", "extended", "alternative")
    )
    np.testing.assert_array_equal(shown[outside], full[outside])
    np.testing.assert_array_equal(extended[mask == 255], shown[mask == 255])
    moved = np.abs(extended - shown)[outside][:, 1:].mean()
    left = np.abs(extended - alternative)[outside][:, 1:].mean()
    assert moved > 2
    assert left < 0.2


@pytest.mark.parametrize("name", ["full", "half", "shown", "extended"])
def test_the_photo_keeps_its_lightness(run: Path, name: str) -> None:
    moved = np.abs(lightness(picture(run, name)) - lightness(picture(run, "gray")))
    assert moved.max() <= 1


def test_paint_on_the_colour_layer_gives_its_hue_and_chroma_and_never_its_lightness(
    run: Path,
) -> None:
    gray, full, painted = (lab(picture(run, name)) for name in ("gray", "full", "painted"))
    touched = np.zeros(gray.shape[:2], bool)
    for name, (y, srgb) in STROKES.items():
        touched[y - RADIUS - 2 : y + RADIUS + 2] = True
        row = slice(y - RADIUS // 2, y + RADIUS // 2), slice(30, -30)
        paint = rgb2lab(np.array(srgb)[None, None] / 255)[0, 0]
        wanted = np.concatenate(
            [gray[row][..., :1], np.broadcast_to(paint[1:], gray[row][..., 1:].shape)], axis=-1
        )
        # Nothing is as dark as the night and as yellow as a lemon: GIMP shows what comes nearest.
        there = exist(wanted)
        assert there.sum() > 500, name
        assert np.abs(paint[0] - gray[row][there][:, 0]).max() > 4, name
        # GIMP keeps the L of its own Lab, which is that of another white (D50).
        assert np.abs(painted[row] - gray[row])[there][:, 0].max() < 1.5, name
        assert np.abs(painted[row] - wanted)[there][:, 1:].max() < 2, name
        assert np.abs(painted[row] - full[row])[there][:, 1:].mean() > 2, name
    np.testing.assert_array_equal(painted[~touched], full[~touched])


def test_the_photo_itself_is_not_touched_by_any_of_it(run: Path) -> None:
    np.testing.assert_array_equal(picture(run, "photo before"), picture(run, "photo after"))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Hints: where they stand, how far they reach, and what they leave alone."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from skimage.color import rgb2lab

from models import registry
from models.color.lab import linear_from_lab, srgb_from_linear
from models.decoding import DecoderSettings
from models.errors import BadHints, NoHints
from models.hints.painted_regions import painted_regions
from models.hints.recomposition import HintedRecomposition
from models.hints.spreading import HintSpreading
from models.hints.strokes import check_hints, hints_on_grid
from models.predictions.colours import ColourPrediction
from models.predictions.prediction import Prediction
from models.recomposition import automatic

HEIGHT, WIDTH = 96, 128
SETTINGS = DecoderSettings(0.6, 0.8)
RED, GRAY = (160, 60, 50), (128, 128, 128)
AB = (4.0, -12.0)  # the automatic colour


def two_tones() -> NDArray[np.float32]:
    """Dark cloth with soft folds at the left, a light wall at the right; L."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    cloth = 40.0 + 4.0 * np.sin(columns / 6.0) + 2.0 * np.sin(rows / 9.0)
    grain = np.random.default_rng(5).normal(0.0, 0.3, (HEIGHT, WIDTH))
    return (np.where(columns < WIDTH // 2, cloth, 72.0) + grain).astype(np.float32)


def gray_plane(light: NDArray[np.float32]) -> NDArray[np.uint16]:
    lab = torch.zeros(3, *light.shape)
    lab[0] = torch.from_numpy(light)
    coded = srgb_from_linear(linear_from_lab(lab))[1].clamp(0, 1)
    return (coded * 65535).round().numpy().astype(np.uint16)


def colours(light: NDArray[np.float32]) -> ColourPrediction:
    """The same colour everywhere."""
    ab = torch.tensor(AB).half().view(2, 1, 1).expand(2, HEIGHT // 4, WIDTH // 4)
    return ColourPrediction(torch.from_numpy(light).half(), "cpu", ab=ab.contiguous())


def stroke(
    colour: tuple[int, int, int],
    rows: slice = slice(40, 60),
    columns: slice = slice(20, 24),
    scale: int = 1,
) -> NDArray[np.uint8]:
    plane = np.zeros((HEIGHT * scale, WIDTH * scale, 4), np.uint8)
    plane[rows.start * scale : rows.stop * scale, columns.start * scale : columns.stop * scale] = (
        *colour,
        255,
    )
    return plane


def lab_of(light: NDArray[np.float32], *planes: NDArray) -> tuple[NDArray, NDArray]:
    """Automatic picture and picture with hints, as Lab."""
    prediction, gray = colours(light), gray_plane(light)
    plane = planes[0].copy()
    for other in planes[1:]:
        plane[other[..., 3] > 0] = other[other[..., 3] > 0]
    spreading = HintSpreading(prediction)
    spread = spreading.spread(hints_on_grid(plane, *spreading.grid))
    hinted = HintedRecomposition(gray, prediction.decode(SETTINGS), spread)
    before = automatic(prediction, gray, SETTINGS)
    return rgb2lab(before.srgb(np.uint16) / 65535), rgb2lab(hinted.srgb(np.uint16) / 65535)


def ab_of(colour: tuple[int, int, int]) -> NDArray:
    return rgb2lab(np.array(colour, float).reshape(1, 1, 3) / 255)[0, 0, 1:]


def test_the_cloth_takes_the_strokes_colour_and_the_wall_keeps_its_own() -> None:
    before, after = lab_of(two_tones(), stroke(RED))
    under = after[44:56, 21:23, 1:].reshape(-1, 2)
    assert np.linalg.norm(under.mean(0) - ab_of(RED), axis=-1) < 5
    cloth = after[8:-8, 6 : WIDTH // 2 - 6, 1:]
    assert np.quantile(np.linalg.norm(cloth - ab_of(RED), axis=-1), 0.95) < 12
    wall = np.s_[:, WIDTH // 2 + 6 :]
    assert np.abs(after[wall] - before[wall]).max() < 0.05
    assert np.quantile(np.abs(after[..., 0] - before[..., 0]), 0.999) < 1


def test_folds_keep_their_shade() -> None:
    """Less light, less chroma, the same hue."""
    _, after = lab_of(two_tones(), stroke(RED))
    cloth = after[8:-8, 6 : WIDTH // 2 - 6].reshape(-1, 3)
    chroma = np.linalg.norm(cloth[:, 1:], axis=1)
    dark = cloth[:, 0] < 37
    assert chroma[dark].mean() < chroma[~dark].mean() - 1
    hue = np.degrees(np.arctan2(cloth[:, 2], cloth[:, 1]))
    assert np.ptp(np.quantile(hue, (0.02, 0.98))) < 8


def test_gray_neutralises_and_several_strokes_share_a_photo() -> None:
    pink = (225, 155, 145)  # as light as the wall
    wall = stroke(pink, columns=slice(100, 104))
    _, after = lab_of(two_tones(), stroke(GRAY), wall)
    assert np.linalg.norm(after[10:-10, 6 : WIDTH // 2 - 6, 1:], axis=-1).max() < 2
    red = after[10:-10, WIDTH // 2 + 6 : -6, 1:]
    assert np.linalg.norm(red.mean((0, 1)) - ab_of(pink)) < 5


def test_one_short_stroke_fills_a_plain_region_and_stops_at_its_border() -> None:
    light = torch.full((96, 320), 80.0)
    light[48:] = 30.0
    prediction = ColourPrediction(light.half(), "cpu", ab=torch.zeros(2, 24, 80).half())
    spreading = HintSpreading(prediction)
    plane = np.zeros((96, 320, 4), np.uint8)
    plane[20:24, 10:30] = (*RED, 255)
    influence = spreading.spread(hints_on_grid(plane, *spreading.grid)).influence
    assert influence[:46].min() > 0.6
    assert influence[50:].max() < 0.1


def test_a_stroke_is_meant_for_the_regions_that_it_does_not_just_graze() -> None:
    labels = np.repeat([0, 1, 2], 20)[None].repeat(30, axis=0)
    fixed = np.zeros((30, 60), bool)
    fixed[4, 5:22] = True  # grazes region 1
    painted = painted_regions(fixed, labels)
    assert painted[:, :20].all()
    assert not painted[:, 20:].any()
    fixed[20, 50:52] = True  # a short stroke of its own
    assert painted_regions(fixed, labels)[:, 40:].all()


def test_what_the_network_is_sure_of_changes_less(monkeypatch: pytest.MonkeyPatch) -> None:
    # A stroke on a narrow region, and what lies beside it on both sides.
    regions = np.digitize(np.arange(640), [310, 330])[None].repeat(32, axis=0)
    monkeypatch.setattr("models.hints.spreading.automatic_regions", lambda prediction: regions)
    light = torch.full((32, 640), 50.0)
    network = registry.network("compact")().eval()
    logits = torch.zeros(1, 313, 8, 160)
    logits[:, 7, :, 80:] = 9.0  # sure at the right
    plane = np.zeros((32, 640, 4), np.uint8)
    plane[:, 318:322] = (*RED, 255)
    unsure = ColourPrediction(light.half(), "cpu", ab=torch.zeros(2, 8, 160).half())
    reaches = []
    for prediction in (unsure, network.prediction(logits, light, "cpu")):
        spreading = HintSpreading(prediction)
        influence = spreading.spread(hints_on_grid(plane, *spreading.grid)).influence
        reaches.append([float(half.mean(0).sum()) for half in influence.chunk(2, dim=1)])
    (left, right), (guessed, sure) = reaches
    assert left == pytest.approx(right, rel=0.05)
    assert sure < 0.8 * right
    assert guessed > 1.2 * left


def test_colours_that_do_not_exist_at_a_lightness_lose_chroma_not_hue() -> None:
    light = np.full((HEIGHT, WIDTH), 93.0, np.float32)
    _, after = lab_of(light, stroke((255, 0, 0)))
    place = after[50, 22]
    assert place[0] == pytest.approx(93, abs=0.6)
    hue = np.degrees(np.arctan2(place[2], place[1]))
    expected = np.degrees(np.arctan2(*ab_of((255, 0, 0))[::-1]))
    assert hue == pytest.approx(expected, abs=3)


def test_dark_paint_on_a_bright_surface_is_a_tint() -> None:
    light = np.full((HEIGHT, WIDTH), 75.0, np.float32)
    _, after = lab_of(light, stroke((30, 50, 130)))
    navy = ab_of((30, 50, 130))
    painted = after[50, 22, 1:]
    assert 0.35 < np.linalg.norm(painted) / np.linalg.norm(navy) < 0.6
    assert painted @ navy > 0.99 * np.linalg.norm(painted) * np.linalg.norm(navy)


@pytest.mark.parametrize("scale", [1, 3, 12])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_thin_strokes_on_large_scans_count(scale: int, dtype: type) -> None:
    plane = np.zeros((HEIGHT * scale, WIDTH * scale, 4), dtype)
    colour = np.array((*RED, 255)) * (257 if dtype == np.uint16 else 1)
    row, column = 40 * scale, 20 * scale
    plane[row : row + 3, column : column + 20 * scale] = colour
    hints = hints_on_grid(plane, HEIGHT, WIDTH)
    assert 18 <= int(hints.fixed.sum()) <= 66
    painted = hints.lab[:, hints.fixed].mean(1).numpy()
    assert np.allclose(painted[1:], ab_of(RED), atol=0.5)
    assert not hints.lab[:, ~hints.fixed].any()


def test_two_colours_in_one_cell_mix_and_transparent_ones_do_not_count() -> None:
    plane = stroke((255, 255, 0), scale=4)
    plane[plane[..., 3] == 0] = (0, 0, 255, 0)  # what editors leave under transparency
    hints = hints_on_grid(plane, HEIGHT, WIDTH)
    assert np.allclose(hints.lab[1:, hints.fixed].T.numpy(), ab_of((255, 255, 0)), atol=0.5)
    network = hints.planes()
    assert torch.equal(network[2] > 0, hints.fixed)
    assert not network[:, ~hints.fixed].any()


def test_again_with_other_strokes_starts_from_the_last_solution() -> None:
    prediction = colours(two_tones())
    first, second = stroke(RED), stroke(RED, columns=slice(20, 27))
    warm = HintSpreading(prediction)
    cold = warm.spread(hints_on_grid(first, *warm.grid))
    again = warm.spread(hints_on_grid(first, *warm.grid))
    assert again.iterations < 0.1 * cold.iterations
    assert torch.allclose(again.ab, cold.ab, atol=0.2)
    changed = warm.spread(hints_on_grid(second, *warm.grid))
    fresh = HintSpreading(prediction).spread(hints_on_grid(second, *warm.grid))
    assert changed.iterations < fresh.iterations
    assert (changed.ab - fresh.ab).norm(dim=0).max() < 1.0
    assert torch.allclose(changed.influence, fresh.influence, atol=0.05)


def test_a_stroke_that_is_taken_away_leaves_nothing() -> None:
    spreading = HintSpreading(colours(two_tones()))
    wall = stroke(RED, columns=slice(100, 104))
    both = np.maximum(stroke(RED), wall)
    spreading.spread(hints_on_grid(both, *spreading.grid))
    left = spreading.spread(hints_on_grid(wall, *spreading.grid))
    assert float(left.influence[:, : WIDTH // 2 - 6].max()) < 0.01


def test_where_a_stroke_was_its_neighbours_decide_as_if_it_had_never_been() -> None:
    light = two_tones()
    light[40:62, 30:52] = 58.0
    prediction = colours(light)
    blue = stroke((60, 80, 200), slice(45, 57), slice(35, 47))
    spreading = HintSpreading(prediction)
    spreading.spread(hints_on_grid(np.maximum(stroke(RED), blue), *spreading.grid))
    left = spreading.spread(hints_on_grid(stroke(RED), *spreading.grid))
    fresh = HintSpreading(prediction).spread(hints_on_grid(stroke(RED), *spreading.grid))
    assert torch.equal(left.ab, fresh.ab)
    assert torch.equal(left.influence, fresh.influence)


def test_large_working_sizes_are_solved_smaller() -> None:
    light = torch.full((1024, 1280), 50.0).half()
    ab = torch.zeros(2, 256, 320).half()
    spreading = HintSpreading(ColourPrediction(light, "cpu", ab=ab))
    assert spreading.grid[0] * spreading.grid[1] < 165_000
    assert spreading.grid[0] / spreading.grid[1] == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize("name", registry.networks())
def test_hints_work_with_whatever_a_network_predicts(name: str) -> None:
    network = registry.network(name)().eval()
    light = torch.from_numpy(two_tones())
    with torch.inference_mode():
        prediction: Prediction = network.prediction(network(light[None, None]), light, "cpu")
    spreading = HintSpreading(prediction)
    spread = spreading.spread(hints_on_grid(stroke(RED), *spreading.grid))
    gray = gray_plane(two_tones())
    picture = HintedRecomposition(gray, prediction.decode(SETTINGS), spread).srgb()
    assert picture.shape == (HEIGHT, WIDTH, 3)
    at_stroke = rgb2lab(picture)[44:56, 21:23, 1:].mean((0, 1))
    assert np.linalg.norm(at_stroke - ab_of(RED)) < 8


def test_previews_are_what_the_full_picture_is_made_small() -> None:
    light = two_tones()
    prediction, spreading = colours(light), HintSpreading(colours(light))
    spread = spreading.spread(hints_on_grid(stroke(RED), *spreading.grid))
    coarse = prediction.decode(SETTINGS)
    large = gray_plane(np.repeat(np.repeat(light, 4, 0), 4, 1))
    full = rgb2lab(HintedRecomposition(large, coarse, spread).srgb())[2::4, 2::4]
    small = rgb2lab(HintedRecomposition(gray_plane(light), coarse, spread).srgb())
    assert np.abs(full - small)[..., 1:].mean() < 1.5


def test_refuses_what_are_no_strokes() -> None:
    photo = (HEIGHT, WIDTH)
    check_hints(stroke(RED), photo)
    check_hints(stroke(RED, scale=3), photo)
    with pytest.raises(NoHints, match="paint some strokes first"):
        check_hints(np.zeros((HEIGHT, WIDTH, 4), np.uint8), photo)
    faint = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    faint[3, 3, 3] = 1
    with pytest.raises(NoHints, match="paint some strokes first"):
        hints_on_grid(faint, HEIGHT, WIDTH)
    for wrong in (
        stroke(RED)[..., :3],
        stroke(RED)[..., 0],
        stroke(RED).astype(np.float32),
        stroke(RED)[:0],
        stroke(RED)[: HEIGHT // 2],
        stroke(RED).swapaxes(0, 1),
    ):
        with pytest.raises(BadHints) as caught:
            check_hints(wrong, photo)
        assert not isinstance(caught.value, NoHints)

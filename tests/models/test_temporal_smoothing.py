# SPDX-License-Identifier: GPL-3.0-or-later
"""Smoothing over frames and scene cuts, on pans over a real photograph."""

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from models.color.bins import Bins
from models.colorizer import Colorizer
from models.predictions.colours import ColourPrediction
from models.predictions.colours_and_distribution import ColoursAndDistribution
from models.predictions.distribution import DistributionPrediction
from models.predictions.hue_chroma import HueChromaPrediction
from models.predictions.prediction import Prediction
from models.recomposition import automatic
from models.scene_cuts import is_scene_cut, unfound_share
from models.temporal_smoothing import TemporalSmoothing, averaged_planes

DATA = Path(__file__).parents[1] / "data"
STILL = torch.full((48, 64), 50.0).half()


def lightness_of(gray: NDArray[np.uint8]) -> Tensor:
    return torch.from_numpy(gray / 2.55).float()


@pytest.fixture(scope="module")
def boats(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(Image.fromarray(photo).resize((480, 360), Image.Resampling.BOX))


@pytest.fixture(scope="module")
def home() -> NDArray[np.uint8]:
    picture = Image.open(DATA / "dust-bowl-home.jpg").convert("L")
    return np.asarray(picture.resize((480, 360), Image.Resampling.BOX))


@pytest.mark.parametrize("step", [4, 12, 24])
def test_a_pan_has_no_cuts(boats: NDArray[np.uint8], step: int) -> None:
    frames = [lightness_of(boats[40:240, left : left + 320]) for left in range(0, 160, step)]
    assert not any(is_scene_cut(a, b) for a, b in itertools.pairwise(frames))


def test_flashes_flicker_and_grain_are_no_cuts(boats: NDArray[np.uint8]) -> None:
    plain = lightness_of(boats)
    grain = torch.randn(2, *plain.shape, generator=torch.Generator().manual_seed(6)) * 6
    assert not is_scene_cut(plain, (plain * 1.6).clamp(max=100))
    assert not is_scene_cut(plain * 0.5, plain)
    assert not is_scene_cut(
        (plain + grain[0]).clamp(0, 100), (0.9 * plain + grain[1]).clamp(0, 100)
    )


def test_a_cut_is_a_cut_in_both_directions(
    boats: NDArray[np.uint8], home: NDArray[np.uint8]
) -> None:
    sea, land = lightness_of(boats), lightness_of(home)
    assert is_scene_cut(sea, land)
    assert is_scene_cut(land, sea)
    # Cuts between pictures of one and the same histogram are cuts as well.
    assert is_scene_cut(sea, sea.flip(0))
    assert is_scene_cut(sea, sea[:200])
    assert unfound_share(sea, sea) < 0.02


def test_black_frames_and_tiny_frames_do_no_harm() -> None:
    black = torch.zeros(20, 30)
    assert not is_scene_cut(black, black)
    assert not is_scene_cut(torch.rand(1, 3) * 100, torch.zeros(1, 3))


def distribution(probability: Tensor, lightness: Tensor = STILL) -> DistributionPrediction:
    bins = Bins(torch.randn(len(probability), 2, generator=torch.Generator().manual_seed(1)))
    weights = torch.ones(len(probability))
    return DistributionPrediction(lightness, "cpu", probability.log().half(), bins, weights)


def frames(kind: str, count: int) -> list[Prediction]:
    generator = torch.Generator().manual_seed(3)
    logits = 3 * torch.randn(count, 8, 5, 6, generator=generator)
    if kind == "colours":
        return [ColourPrediction(STILL, "cpu", 20 * one[:2].half()) for one in logits]
    if kind == "colours beside a distribution":
        return [
            ColoursAndDistribution(STILL, "cpu", one[:2].half(), distribution(one[2:].softmax(0)))
            for one in logits
        ]
    if kind == "hue and chroma":
        return [HueChromaPrediction(STILL, "cpu", *one.half().split(4)) for one in logits]
    return [distribution(one.softmax(0)) for one in logits]


@pytest.mark.parametrize(
    "kind", ["distribution", "colours", "colours beside a distribution", "hue and chroma"]
)
def test_the_published_formula(kind: str) -> None:
    smoothing = TemporalSmoothing(decay=0.2, frames=4)
    given = frames(kind, 9)
    for t, frame in enumerate(given):
        smoothed = smoothing.smooth(frame)
        assert type(smoothed) is type(frame)
        past = range(min(t, 4) + 1)
        weights = [math.exp(-0.2 * i) for i in past]
        expected = sum(
            w * averaged_planes(given[t - i]) for i, w in zip(past, weights, strict=True)
        ) / sum(weights)
        assert torch.allclose(averaged_planes(smoothed), expected, atol=3e-3 * expected.abs().max())
    assert smoothing.scenes == 1


def test_old_frames_are_forgotten_and_memory_stays_bounded() -> None:
    smoothing = TemporalSmoothing()
    first, second = frames("distribution", 2)
    smoothing.smooth(first)
    for _ in range(21):
        last = smoothing.smooth(second)
    assert torch.allclose(last.probability(), second.probability(), atol=2e-3)
    for _ in range(40):
        smoothing.smooth(second)
    assert len(smoothing._past) == 21


def test_a_cut_starts_anew(boats: NDArray[np.uint8], home: NDArray[np.uint8]) -> None:
    first, second = frames("colours", 2)
    smoothing = TemporalSmoothing()
    for prediction, light in ((first, boats), (first, boats), (second, home)):
        shown = ColourPrediction(lightness_of(light), "cpu", prediction.ab)
        last = smoothing.smooth(shown)
    assert torch.equal(last.ab, second.ab)
    assert smoothing.scenes == 2


def test_probabilities_of_a_film_are_as_steady_as_its_colours(
    colorizer: Colorizer, boats: NDArray[np.uint8]
) -> None:
    smoothing = TemporalSmoothing()
    rng = np.random.default_rng(5)
    plain, steady = [], []
    for _ in range(4):
        grain = rng.normal(0, 8, boats.shape)
        prediction = colorizer.predict((boats + grain).clip(0, 255).astype(np.uint8))
        plain.append(prediction.distribution().probability())
        steady.append(smoothing.smooth(prediction).distribution().probability())
    assert (steady[3] - steady[2]).abs().mean() < 0.5 * (plain[3] - plain[2]).abs().mean()


def test_smoothing_lowers_the_flicker_of_a_pan(
    colorizer: Colorizer, boats: NDArray[np.uint8], capsys: pytest.CaptureFixture[str]
) -> None:
    step, count, width = 4, 10, 320
    rng = np.random.default_rng(5)
    smoothing = TemporalSmoothing()
    plain, steady = [], []
    for number in range(count):
        frame = boats[40:280, step * number : step * number + width]
        # Grain, as on old film: the network takes each frame's for something else.
        frame = (frame + rng.normal(0, 8, frame.shape)).clip(0, 255).astype(np.uint8)
        prediction = colorizer.predict(frame)
        for kept, shown in ((plain, prediction), (steady, smoothing.smooth(prediction))):
            recomposed = automatic(shown, frame, colorizer.card.defaults)
            kept.append(np.concatenate(list(recomposed.ab_strips())))
    assert smoothing.scenes == 1

    def flicker(planes: list[NDArray[np.float32]]) -> float:
        """Mean change of ab from frame to frame at the same place of the scene."""
        changes = [
            np.abs(after[:, :-step] - before[:, step:]).mean()
            for before, after in itertools.pairwise(planes)
        ]
        return float(np.mean(changes[2:]))

    before, after = flicker(plain), flicker(steady)
    colourful = [float(np.abs(planes[-1]).mean()) for planes in (plain, steady)]
    with capsys.disabled():
        print(
            f"\nflicker of a pan, ab units: {before:.2f} without smoothing, {after:.2f} with; "
            f"mean |ab| {colourful[0]:.1f} and {colourful[1]:.1f}"
        )
    assert after < 0.7 * before
    assert colourful[1] > 0.8 * colourful[0]

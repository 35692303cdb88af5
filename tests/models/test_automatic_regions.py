# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from models.decoding import DecoderSettings
from models.predictions.colours import ColourPrediction
from models.predictions.prediction import Prediction
from models.regions.automatic import automatic_regions
from models.regions.count import MOST_REGIONS

SIZE = 160, 240


def seen(light: NDArray[np.floating], ab: tuple[float, float] = (0.0, 0.0)) -> Prediction:
    """A photo of this lightness, of one colour."""
    colour = torch.tensor(ab)[:, None, None].expand(2, 40, 60)
    grain = np.random.default_rng(3).normal(0, 0.7, light.shape)
    return ColourPrediction(
        lightness=torch.from_numpy(gaussian_filter(light, 0.7) + grain).half(),
        device="cpu",
        ab=colour.half(),
    )


def label_at(labels: NDArray[np.integer], across: float, down: float) -> int:
    """Label at a place given as shares of width and height."""
    height, width = labels.shape
    return int(labels[int(down * height), int(across * width)])


def test_a_wall_in_uneven_light_is_one_region_and_a_thing_before_it_another() -> None:
    wall = np.tile(np.linspace(45, 85, SIZE[1]), (SIZE[0], 1))
    light = wall.copy()
    light[50:110, 90:150] -= 30
    labels = automatic_regions(seen(light))
    assert label_at(labels, 0.05, 0.5) == label_at(labels, 0.95, 0.5)
    assert label_at(labels, 0.5, 0.5) not in (
        label_at(labels, 0.05, 0.5),
        label_at(labels, 0.5, 0.1),
    )


def test_a_gap_in_the_edge_between_two_things_does_not_make_them_one() -> None:
    light = np.full(SIZE, 64.0)
    light[:, 120:] = 44.0
    light[60:100] = np.interp(np.arange(SIZE[1]), [20, 220], [64.0, 44.0])
    labels = automatic_regions(seen(light))
    assert label_at(labels, 0.1, 0.2) != label_at(labels, 0.9, 0.2)
    assert label_at(labels, 0.1, 0.8) != label_at(labels, 0.9, 0.8)


def test_two_colours_of_one_lightness_are_two_regions() -> None:
    flat = seen(np.full(SIZE, 60.0), ab=(20.0, 20.0))
    ab = flat.decode(flat.usual).clone()
    ab[:, :, 30:] = torch.tensor([-20.0, 20.0])[:, None, None]
    labels = automatic_regions(replace(flat, ab=ab.half()))
    assert label_at(labels, 0.1, 0.5) != label_at(labels, 0.9, 0.5)


def test_what_a_colorizer_recommends_moves_no_border(prediction: Prediction) -> None:
    pale = DecoderSettings(temperature=1.0, vividness=0.0, saturation=0.5)
    assert not torch.equal(prediction.decode(pale), prediction.decode(prediction.usual))
    expected = automatic_regions(prediction)
    assert np.array_equal(automatic_regions(replace(prediction, usual=pale)), expected)


def test_a_photo_of_one_gray_is_one_region() -> None:
    plain = replace(seen(np.full(SIZE, 50.0)), lightness=torch.full(SIZE, 50.0).half())
    assert not automatic_regions(plain).any()


@pytest.mark.parametrize("most", [1, 5, MOST_REGIONS])
def test_there_are_no_more_regions_than_are_wanted(most: int) -> None:
    tiles = np.random.default_rng(4).uniform(0, 100, (8, 12))
    labels = automatic_regions(seen(np.kron(tiles, np.ones((20, 20)))), most)
    assert len(np.unique(labels)) == labels.max() + 1 <= most
    assert labels.max() + 1 > most / 2


def test_things_in_an_old_photograph_are_regions_of_their_own(prediction: Prediction) -> None:
    labels = automatic_regions(prediction)
    sky = {
        label_at(labels, *place) for place in [(0.01, 0.05), (0.3, 0.1), (0.57, 0.3), (0.97, 0.1)]
    }
    assert len(sky) == 1  # vignetted corners and what lies between mast and rope included
    hill, roof, water = (
        label_at(labels, *place) for place in [(0.15, 0.4), (0.21, 0.78), (0.44, 0.75)]
    )
    assert len({*sky, hill, roof, water}) == 4

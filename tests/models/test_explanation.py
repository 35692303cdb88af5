# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from models.decoding import DecoderSettings
from models.explanation import TEMPERATURES, probability_maps, temperature_strip
from models.predictions.prediction import Prediction
from models.recomposition import automatic


def test_the_maps_share_out_all_probability(prediction: Prediction) -> None:
    maps = probability_maps(prediction)
    whole = torch.stack([place.probability for place in maps]).sum(0)
    assert whole.shape == prediction.grid
    assert torch.allclose(whole, torch.ones(prediction.grid), atol=1e-3)
    assert len({(place.row, place.column) for place in maps}) == len(maps)


def test_maps_lie_where_their_colours_lie(prediction: Prediction) -> None:
    maps = probability_maps(prediction)
    red, green, blue = np.array([place.srgb for place in maps], float).T
    column = [place.column for place in maps]
    row = [place.row for place in maps]
    assert np.corrcoef(column, red - green)[0, 1] > 0.7  # a rises to the right
    assert np.corrcoef(row, blue - (red + green) / 2)[0, 1] > 0.7  # b rises upwards


def test_the_strip_is_the_pipelines_answer_at_each_temperature(
    prediction: Prediction, photo: NDArray[np.uint8]
) -> None:
    small = photo[::4, ::4]
    settings = DecoderSettings(0.5, 0.8, saturation=0.7)
    strip = dict(temperature_strip(prediction, small, settings))
    assert tuple(strip) == TEMPERATURES
    for temperature in (1.0, 0.0):
        expected = automatic(prediction, small, replace(settings, temperature=temperature)).srgb()
        assert np.array_equal(strip[temperature], expected)

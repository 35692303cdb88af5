# SPDX-License-Identifier: GPL-3.0-or-later
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.decoding import DecoderSettings, annealed_mean, natural_logits
from models.errors import BadParameter

CENTERS = torch.tensor([[0.0, 0.0], [40.0, 0.0], [0.0, -80.0]])


def _cell(*probability: float) -> torch.Tensor:
    return torch.tensor(probability).log().view(-1, 1, 1)


def test_temperature_one_is_the_mean() -> None:
    ab = annealed_mean(_cell(0.5, 0.25, 0.25), CENTERS, 1.0)
    assert ab.flatten().tolist() == pytest.approx([10.0, -20.0], abs=1e-4)


def test_temperature_zero_is_the_mode_and_its_limit() -> None:
    logits = _cell(0.3, 0.45, 0.25)
    assert annealed_mean(logits, CENTERS, 0.0).flatten().tolist() == [40.0, 0.0]
    nearly = annealed_mean(logits, CENTERS, 0.01)
    assert nearly.flatten().tolist() == pytest.approx([40.0, 0.0], abs=1e-4)


@pytest.mark.parametrize("temperature", [1e-4, 1e-38, 5e-324])
def test_temperatures_near_zero_are_the_mode_too(temperature: float) -> None:
    logits = 30.0 * _cell(0.3, 0.45, 0.25)
    assert annealed_mean(logits, CENTERS, temperature).flatten().tolist() == [40.0, 0.0]


def test_temperature_between_by_hand() -> None:
    # T = 1/2 squares the probabilities: 0.25, 0.0625, 0.0625 over their sum 0.375
    ab = annealed_mean(_cell(0.5, 0.25, 0.25), CENTERS, 0.5)
    assert ab.flatten().tolist() == pytest.approx([40 / 6, -80 / 6], abs=1e-4)


def test_vividness_divides_by_the_class_weights() -> None:
    logits = _cell(0.2, 0.3, 0.5)
    weights = torch.tensor([0.5, 1.0, 4.0])
    assert torch.allclose(natural_logits(logits, weights, 1.0), logits)
    natural = natural_logits(logits, weights, 0.0).softmax(0).flatten()
    expected = torch.tensor([0.4, 0.3, 0.125]) / 0.825
    assert torch.allclose(natural, expected)
    half = natural_logits(logits, weights, 0.5).softmax(0).flatten()
    expected = torch.tensor([0.2 / math.sqrt(0.5), 0.3, 0.25])
    assert torch.allclose(half, expected / expected.sum())


@given(st.integers(1, 3), st.integers(1, 4), st.floats(0.05, 2.0))
def test_decoded_colours_stay_within_the_palette(
    height: int, width: int, temperature: float
) -> None:
    logits = torch.linspace(-3.0, 3.0, 3 * height * width).view(3, height, width)
    ab = annealed_mean(logits, CENTERS, temperature)
    assert ab.shape == (2, height, width)
    assert (ab[0] >= -1e-4).all() and (ab[0] <= 40.001).all()
    assert (ab[1] <= 1e-4).all() and (ab[1] >= -80.001).all()


@pytest.mark.parametrize("field", ["temperature", "vividness", "saturation"])
@pytest.mark.parametrize("value", [-0.1, 2.5, math.nan, math.inf])
def test_settings_out_of_range_are_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(BadParameter, match=field):
        DecoderSettings(**{"temperature": 1.0, "vividness": 1.0, "saturation": 1.0, field: value})

# SPDX-License-Identifier: GPL-3.0-or-later
"""Things are about as strong in colour as they are on colour photos."""

import pytest
import torch
from blue_or_red import blue_or_red, shows

from models.automatic.pieces import pieces_of
from models.automatic.strength import toned
from models.decoding import DecoderSettings
from models.predictions.content_map import ContentMap
from models.predictions.distribution import DistributionPrediction
from models.predictions.prediction import Prediction

SETTINGS = DecoderSettings(temperature=1.0, vividness=0.5)
REACH = 0.1


def strength_of(prediction: Prediction, contents: ContentMap) -> torch.Tensor:
    """How many times as strong as before it is, (60, 80)."""
    before = blue_or_red(prediction, torch.full((60, 80), 0.9))
    after = toned(before, pieces_of(before, contents), REACH)
    strong = [each.decode(SETTINGS).norm(dim=0) for each in (before, after)]
    return strong[1] / strong[0]


@pytest.mark.parametrize("shown", ["grass", "skin", "sky", "room", "plants"])
def test_what_is_answered_too_strong_is_weaker(prediction: Prediction, shown: str) -> None:
    strength = strength_of(prediction, shows(shown))
    assert float(strength.min()) > 0.6
    assert float(strength.max()) < 0.92


@pytest.mark.parametrize("shown", ["clothes", "vehicle"])
def test_what_is_answered_too_pale_is_stronger(prediction: Prediction, shown: str) -> None:
    strength = strength_of(prediction, shows(shown))
    assert float(strength.min()) > 1.1
    assert float(strength.max()) < 1.6


@pytest.mark.parametrize("shown", ["water", "rock"])
def test_other_things_stay_as_strong(prediction: Prediction, shown: str) -> None:
    strength = strength_of(prediction, shows(shown))
    assert torch.allclose(strength, torch.ones(60, 80), atol=0.01)


def test_what_may_be_grass_is_between(prediction: Prediction) -> None:
    grass, water = shows("grass"), shows("water")
    either = ContentMap(torch.maximum(grass.evidence, water.evidence), grass.labels, grass.sure)
    least, most = (float(strength_of(prediction, each).mean()) for each in (grass, water))
    assert least + 0.05 < float(strength_of(prediction, either).mean()) < most - 0.05


def test_alternatives_are_as_strong_as_ever(prediction: Prediction) -> None:
    assert prediction.distribution().strength is None


def test_the_sky_over_nagasaki_is_weaker_and_its_boats_are_not(prediction: Prediction) -> None:
    assert isinstance(prediction, DistributionPrediction)
    assert prediction.strength is not None
    height, width = prediction.strength.shape
    assert prediction.strength[: height // 4, : width // 2].mean() < 0.9
    assert prediction.strength[-height // 6 :].mean() > 0.93

# SPDX-License-Identifier: GPL-3.0-or-later
"""Clothes get one of their likely colours; the rest of a photo the mean of its own."""

import pytest
import torch
from blue_or_red import BLUE_AND_RED, blue_or_red, odds_of_blue, shows

from models.automatic.decision import decided
from models.automatic.garments import Garments
from models.automatic.pieces import pieces_of
from models.decoding import DecoderSettings
from models.predictions.distribution import DistributionPrediction
from models.predictions.prediction import Prediction

MEAN = DecoderSettings(temperature=1.0, vividness=0.5)


def decided_on(prediction: DistributionPrediction, shown: str) -> DistributionPrediction:
    pieces = pieces_of(prediction, shows(shown))
    return decided(prediction, pieces, Garments(pieces))


@pytest.mark.parametrize(("share", "nearest"), [(0.7, 0), (0.3, 1)])
def test_a_suit_that_is_rather_blue_is_blue_and_not_violet(
    prediction: Prediction, share: float, nearest: int
) -> None:
    weights = prediction.distribution().class_weights
    blue, red = weights[prediction.distribution().bins.nearest(BLUE_AND_RED)].sqrt().tolist()
    odds = share / (1.0 - share) * red / blue  # so that at v = 0.5 it is the share asked for
    before = blue_or_red(prediction, torch.full((60, 80), odds / (1.0 + odds)))
    after = decided_on(before, "clothes")
    away = [
        float((each.decode(MEAN) - BLUE_AND_RED[nearest].view(2, 1, 1)).norm(dim=0).max())
        for each in (before, after)
    ]
    assert away[0] > 30.0
    assert away[1] < 0.6 * away[0]


@pytest.mark.parametrize("shown", ["skin", "room", "plants", "vehicle"])
def test_of_what_is_no_garment_nothing_is_decided(prediction: Prediction, shown: str) -> None:
    before = blue_or_red(prediction, torch.full((60, 80), 0.62))
    after = decided_on(before, shown)
    assert torch.allclose(odds_of_blue(after), odds_of_blue(before), atol=0.02)


def test_what_sets_places_of_a_garment_apart_stays(prediction: Prediction) -> None:
    stripes = torch.tensor([0.4, 0.6]).repeat(30).view(-1, 1).expand(60, 80)
    before = blue_or_red(prediction, stripes)
    after = decided_on(before, "clothes")
    steps = [
        float((odds_of_blue(each)[1::2] - odds_of_blue(each)[::2]).mean())
        for each in (before, after)
    ]
    assert steps[1] == pytest.approx(steps[0], abs=0.05)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What things usually look like has a say in what is said of them."""

import numpy as np
import pytest
import torch
from blue_or_red import blue_of, blue_or_red, odds_of_blue, shows
from numpy.typing import NDArray

from models.automatic.expectation import expected
from models.automatic.pieces import pieces_of
from models.colorizer import Colorizer
from models.predictions.prediction import Prediction
from models.typical_colours import TypicalColours


@pytest.mark.parametrize(
    ("said", "shown", "least", "most"),
    [
        pytest.param(0.5, "sky", 0.7, 0.99, id="skies are rather blue"),
        pytest.param(0.5, "skin", 0.01, 0.4, id="skin is rather red"),
        pytest.param(0.999, "skin", 0.7, 0.999, id="who is sure is believed: it may be painted"),
    ],
)
def test_what_is_usual_is_likelier(
    prediction: Prediction, said: float, shown: str, least: float, most: float
) -> None:
    before = blue_or_red(prediction, torch.full((60, 80), said))
    after = expected(before, pieces_of(before, shows(shown)), TypicalColours())
    assert least < float(blue_of(after).min()) <= float(blue_of(after).max()) < most
    assert torch.allclose(after.probability().sum(0), torch.ones(60, 80), atol=1e-3)


def test_what_sets_places_beside_each_other_apart_stays(prediction: Prediction) -> None:
    stripes = torch.tensor([0.4, 0.6]).repeat(30).view(-1, 1).expand(60, 80)
    before = blue_or_red(prediction, stripes)
    after = expected(before, pieces_of(before, shows("clothes")), TypicalColours())
    odds = [odds_of_blue(each) for each in (before, after)]
    steps = [float((each[1::2] - each[::2]).mean()) for each in odds]
    assert steps[1] == pytest.approx(steps[0], abs=0.02)
    assert (odds[1] - odds[0]).abs().mean() > 0.05


def test_automatic_colours_know_it_and_probabilities_stay_the_networks_own(
    colorizer: Colorizer, prediction: Prediction, photo: NDArray[np.uint8]
) -> None:
    unaware = Colorizer(
        colorizer.card, colorizer._network, colorizer.device, colorizer._contents
    ).predict(photo)
    ab = [each.decode(each.usual) for each in (unaware, prediction)]
    assert (ab[0] - ab[1]).norm(dim=0).max() > 2.0
    logits = [each.distribution().logits.float() for each in (unaware, prediction)]
    assert torch.allclose(*logits, atol=0.05)

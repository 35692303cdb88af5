# SPDX-License-Identifier: GPL-3.0-or-later
"""Like regions have like colours, wherever they are; others keep theirs."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from blue_or_red import odds_of_blue
from PIL import Image
from skimage import data
from torch import Tensor

from models import registry
from models.automatic.agreement import agreed
from models.automatic.garments import Garments
from models.automatic.pieces import pieces_of
from models.colorizer import Colorizer
from models.contents import LABELS
from models.predictions.content_map import ContentMap
from models.predictions.distribution import DistributionPrediction
from models.predictions.prediction import Prediction
from models.regions.automatic import automatic_regions

SLEEVES = (slice(0, 32), slice(48, 80))
BETWEEN = slice(32, 48)


def sleeves(
    prediction: Prediction, left: float, right: float, shown: tuple[str, str] = ("clothes",) * 2
) -> DistributionPrediction:
    """Two sleeves, blue with these probabilities and else red, and a dark gray strap between."""
    known = prediction.distribution()
    blue, red, gray = known.bins.nearest(
        torch.tensor([[10.0, -50.0], [60.0, 40.0], [0.0, 0.0]])
    ).tolist()
    probability = torch.full((len(known.bins.centers), 60, 80), 1e-5)
    probability[gray, :, BETWEEN] = 1.0
    evidence = torch.zeros(len(LABELS), 60, 80)
    evidence[LABELS.index("room"), :, BETWEEN] = 8.0
    for columns, share, label in zip(SLEEVES, (left, right), shown, strict=True):
        probability[blue, :, columns], probability[red, :, columns] = share, 1.0 - share
        evidence[LABELS.index(label), :, columns] = 8.0
    light = torch.full((60, 80), 60.0)
    light[:, BETWEEN] = 15.0
    logits = (probability / probability.sum(0)).log() + known.class_weights.log().view(-1, 1, 1)
    return replace(
        known,
        logits=logits.half(),
        lightness=light.repeat_interleave(4, 0).repeat_interleave(4, 1).half(),
        contents=ContentMap(evidence, LABELS, (0.5,) * len(LABELS)),
    )


def agreed_on(prediction: DistributionPrediction) -> DistributionPrediction:
    assert prediction.contents is not None
    pieces = pieces_of(prediction, prediction.contents)
    return agreed(prediction, pieces, Garments(pieces))


def shares_of_blue(prediction: DistributionPrediction) -> Tensor:
    """Mean probability of blue on the left sleeve, the right one, and between."""
    blue = prediction.probability()[prediction.bins.nearest(torch.tensor([[10.0, -50.0]]))[0]]
    return torch.stack([blue[:, columns].mean() for columns in (*SLEEVES, BETWEEN)])


def test_two_sleeves_of_one_coat_agree_across_the_strap_between_them(
    prediction: Prediction,
) -> None:
    before = sleeves(prediction, 0.65, 0.45)
    after = agreed_on(before)
    left, right, between = shares_of_blue(after).tolist()
    assert left == pytest.approx(right, abs=0.05)
    assert 0.47 < left < 0.63
    assert between < 0.001
    assert torch.allclose(after.probability().sum(0), torch.ones(60, 80), atol=1e-3)


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        pytest.param(0.65, 0.45, ("clothes", "room"), id="different things"),
        pytest.param(0.999, 0.001, ("clothes", "clothes"), id="different colours"),
    ],
)
def test_what_is_not_of_one_thing_keeps_its_colours(
    prediction: Prediction, left: float, right: float, shown: tuple[str, str]
) -> None:
    before = sleeves(prediction, left, right, shown)
    assert torch.allclose(shares_of_blue(agreed_on(before)), shares_of_blue(before), atol=0.03)


def test_a_garment_is_nearer_to_one_colour_than_other_things(prediction: Prediction) -> None:
    def apart(label: str) -> float:
        before = sleeves(prediction, 0.9, 0.9, (label, "water"))
        blue = before.bins.nearest(torch.tensor([[10.0, -50.0]]))[0]
        logits = before.logits.clone()
        logits[blue, :, SLEEVES[0]] += torch.linspace(-1.5, 1.5, 32).half()  # from violet to blue
        odds = odds_of_blue(agreed_on(replace(before, logits=logits)))
        return float(odds[:, 26:30].mean() - odds[:, 2:6].mean())

    assert apart("plants") > 0.1
    assert apart("clothes") < 0.6 * apart("plants")


def test_most_of_what_sets_a_place_apart_stays(prediction: Prediction) -> None:
    before = sleeves(prediction, 0.65, 0.45)
    stripes = torch.tensor([-0.2, 0.2]).repeat(30).view(-1, 1).half()
    logits = before.logits.clone()
    logits[before.bins.nearest(torch.tensor([[10.0, -50.0]]))[0]] += stripes
    before = replace(before, logits=logits)
    odds = [odds_of_blue(each)[:, 2:28] for each in (before, agreed_on(before))]
    assert float(odds[0].mean() - odds[1].mean()) > 0.2  # the other sleeve is less blue
    contrast, left = (float((each[1::2] - each[::2]).mean()) for each in odds)
    assert contrast == pytest.approx(0.4, abs=0.02)
    assert 0.5 * contrast < left < 0.7 * contrast


def test_regions_and_other_colours_are_of_what_was_said_before(prediction: Prediction) -> None:
    before = prediction.told_apart()
    usual = prediction.usual
    assert (prediction.decode(usual) - before.decode(usual)).norm(dim=0).max() > 1.0
    assert (automatic_regions(prediction) == automatic_regions(before)).all()
    assert prediction.distribution() is before


def test_the_suit_of_an_astronaut_is_nearer_to_one_colour(colorizer: Colorizer) -> None:
    portrait = np.array(Image.fromarray(data.astronaut()).convert("L"))
    unaware = Colorizer(
        colorizer.card,
        registry.load(registry.DEFAULT, colorizer.device)._network,
        colorizer.device,
    )

    def apart(each: Colorizer) -> float:
        ab = each.predict(portrait).decode(each.card.defaults)
        height, width = ab.shape[1:]
        rows = slice(round(0.5 * height), round(0.58 * height))
        left, right = (
            ab[:, rows, round(start * width) : round(end * width)].mean((1, 2))
            for start, end in ((0.16, 0.3), (0.55, 0.68))
        )
        return float((left - right).norm())

    assert apart(colorizer) < 0.5 * apart(unaware)

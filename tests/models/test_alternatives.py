# SPDX-License-Identifier: GPL-3.0-or-later
import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models import recomposition, registry
from models.alternatives import alternative_colours
from models.candidates import candidates, other_candidates, region_candidates
from models.coarse_grid import pool
from models.color.bins import zhang_bins
from models.color.gamut import displayable_share
from models.color.gray import preview_plane
from models.color.names import color_name
from models.colorizer import Colorizer
from models.decoding import DecoderSettings
from models.evaluation.coherence import unrest
from models.predictions.distribution import DistributionPrediction
from models.predictions.prediction import Prediction
from models.regions.automatic import automatic_regions
from models.regions.colours import DISTINCT
from models.regions.region import coarse_mask, found_region

SETTINGS = registry.card(registry.DEFAULT).defaults


def test_a_photo_has_four_candidates_with_honest_probabilities(prediction: Prediction) -> None:
    found = candidates(prediction, 4)
    assert [candidate.index for candidate in found] == [0, 1, 2, 3]
    for candidate in found:
        assert 0.0 < candidate.probability <= 1.0
        assert candidate.name
        assert all(0 <= channel <= 255 for channel in candidate.srgb)


def test_a_longer_list_begins_with_the_shorter_one(prediction: Prediction) -> None:
    few, many = candidates(prediction, 2), candidates(prediction, 8)
    assert [c.ab for c in few] == [c.ab for c in many[:2]]


def test_things_of_another_lightness_are_parts_of_their_own(prediction: Prediction) -> None:
    known = prediction.distribution()
    one = known.logits.float().mean((1, 2), keepdim=True).expand_as(known.logits).half()
    half = prediction.lightness.shape[1] // 2
    light = torch.full_like(prediction.lightness, 75.0)
    light[:, half:] = 35.0  # of which the network says the same
    found = candidates(replace(known, logits=one, lightness=light), 6)
    covered = {
        (float(c.mask[:, :2].mean()) > 0.9, float(c.mask[:, -2:].mean()) > 0.9) for c in found
    }
    assert covered == {(True, False), (False, True)}
    light[:, half:] = 65.0
    found = candidates(replace(known, logits=one, lightness=light), 6)
    assert all(float(candidate.mask.mean()) > 0.99 for candidate in found)


def test_candidates_of_one_region_are_distinct_and_not_the_automatic_colour(
    prediction: Prediction,
) -> None:
    automatic = prediction.decode(SETTINGS)
    found = candidates(prediction, 8)
    for one, other in itertools.combinations(found, 2):
        if torch.equal(one.mask, other.mask):
            assert math.dist(one.ab, other.ab) >= DISTINCT
    for candidate in found:
        settled = (automatic * candidate.mask).sum((1, 2)) / candidate.mask.sum()
        assert math.dist(candidate.ab, settled.tolist()) >= 10.0  # looked at with these settings


@pytest.mark.parametrize(("darkest", "brightest"), [(0, 50), (205, 255)])
def test_colours_to_choose_from_look_different_in_deep_shadow_and_bright_light(
    colorizer: Colorizer, photo: NDArray[np.uint8], darkest: int, brightest: int
) -> None:
    gray = np.interp(photo, [0, 255], [darkest, brightest]).astype(np.uint8)
    prediction = colorizer.predict(gray)
    labels = automatic_regions(prediction)
    offered = 0
    for label in range(labels.max() + 1):
        colours = region_candidates(prediction, found_region(labels == label, prediction.grid))
        offered += len(colours) - 1
        for one, other in itertools.combinations(colours, 2):
            assert max(abs(np.subtract(one.srgb, other.srgb))) >= 8
    assert offered > labels.max()


def test_colours_of_a_region_come_likeliest_first_after_the_automatic_one(
    prediction: Prediction,
) -> None:
    labels = automatic_regions(prediction)
    regions = [found_region(labels == label, prediction.grid) for label in range(6)]
    several = 0
    for region, listed in zip(regions, other_candidates(prediction, regions), strict=True):
        automatic, *others = region_candidates(prediction, region)
        assert automatic.index == 0
        shares = [candidate.probability for candidate in others]
        assert shares == sorted(shares, reverse=True)
        # No share of the distribution counts for two colours.
        assert automatic.probability + sum(shares) <= 1.0 + 1e-4
        assert [candidate.probability for candidate in listed] == pytest.approx(shares)
        several += len(others) > 2
    assert several >= 3


def test_the_probability_of_a_colour_is_that_of_what_is_near_it_alone() -> None:
    bins = zhang_bins()
    of_two = bins.nearest(torch.tensor([[60.0, 40.0], [10.0, -50.0]]))
    shown = displayable_share(bins.centers, torch.tensor([50.0]))[0] > 0.999
    far = torch.cdist(bins.centers, bins.centers[of_two]).amin(dim=1) > 14.0
    probability = torch.full((bins.count,), 1e-9)
    probability[shown & far] = 0.2 / float((shown & far).sum())
    probability[of_two] = torch.tensor([0.5, 0.3])
    prediction = DistributionPrediction(
        lightness=torch.full((32, 32), 50.0).half(),
        device="cpu",
        logits=probability.log().view(-1, 1, 1).expand(-1, 8, 8).half(),
        bins=bins,
        class_weights=torch.ones(bins.count),
        usual=DecoderSettings(temperature=0.0, vividness=0.0),
    )
    whole = found_region(np.ones((32, 32), bool), prediction.grid)
    red, blue, *_ = region_candidates(prediction, whole)
    assert [red.ab, blue.ab] == [pytest.approx((60.0, 40.0)), pytest.approx((10.0, -50.0))]
    assert [red.probability, blue.probability] == pytest.approx([0.5, 0.3], abs=0.001)


def test_an_alternative_moves_its_region_to_the_candidate(
    prediction: Prediction,
) -> None:
    automatic = prediction.decode(SETTINGS)
    for candidate in candidates(prediction, 4):
        changed = alternative_colours(prediction, candidate, SETTINGS, automatic)
        reached = pool(changed, (candidate.mask > 0.99).float())
        assert math.dist(reached.tolist(), candidate.ab) < 5.0


def test_a_usual_saturation_is_no_part_of_what_a_candidate_is(prediction: Prediction) -> None:
    strong = DecoderSettings(temperature=0.6, vividness=0.7, saturation=1.4)
    raised = replace(prediction, usual=strong)
    automatic = raised.decode(strong)
    for candidate in candidates(raised, 4):
        within = (candidate.mask > 0.99).float()
        changed = alternative_colours(raised, candidate, strong, automatic)
        assert math.dist(pool(changed, within).tolist(), candidate.ab) < 5.0
        paler = replace(strong, saturation=0.7)
        faded = alternative_colours(raised, candidate, paler, 0.5 * automatic)
        assert math.dist(pool(faded, within).tolist(), (0.5 * c for c in candidate.ab)) < 2.5


def test_the_colour_that_is_there_is_the_one_of_the_settings_that_are_usual(
    prediction: Prediction,
) -> None:
    labels = automatic_regions(prediction)
    region = found_region(labels == np.bincount(labels.flat).argmax(), prediction.grid)
    for usual in (DecoderSettings(0.6, 0.8), DecoderSettings(1.0, 0.0, 0.5)):
        first = region_candidates(replace(prediction, usual=usual), region)[0]
        settled = pool(prediction.decode(usual), region.coarse)
        assert math.dist(first.ab, settled.tolist()) < 1.0  # nothing here is out of gamut


def test_an_alternative_keeps_the_inner_variation_of_its_region(prediction: Prediction) -> None:
    automatic = prediction.decode(SETTINGS)
    largest = max(candidates(prediction, 4), key=lambda candidate: float(candidate.mask.sum()))
    changed = alternative_colours(prediction, largest, SETTINGS, automatic)
    assert changed[:, largest.mask > 0.99].std(dim=1).norm() > 0.5


def test_an_alternative_picture_differs_and_keeps_the_lightness(
    prediction: Prediction, photo: NDArray[np.uint8]
) -> None:
    candidate = candidates(prediction, 1)[0]
    automatic = recomposition.automatic(prediction, photo, SETTINGS).srgb().astype(int)
    other = recomposition.alternative(prediction, photo, candidate, SETTINGS).srgb().astype(int)
    assert np.abs(other - automatic).mean() > 0.5


def test_an_alternative_has_no_speckle(prediction: Prediction, photo: NDArray[np.uint8]) -> None:
    small = preview_plane(photo, 320)
    found = candidates(prediction, 6)
    variation = unrest(prediction, small, found, SETTINGS)
    assert len(variation) == len(found)
    assert (variation[:, 1] > 0).all()
    # Where a region is too dark for a colour even one laid on evenly varies with the light.
    assert (variation[:, 0] <= 1.2 * variation[:, 1:].max(1)).all(), variation


def test_an_alternative_picture_changes_its_region_and_nothing_else(
    prediction: Prediction, photo: NDArray[np.uint8]
) -> None:
    automatic = recomposition.automatic(prediction, photo, SETTINGS).srgb().astype(int)
    for candidate in candidates(prediction, 4):
        other = recomposition.alternative(prediction, photo, candidate, SETTINGS).srgb()
        mask = np.concatenate(list(candidate.region.mask(photo).strips()))
        moved = np.abs(other - automatic).max(-1)
        assert moved[mask == 0].max(initial=0) <= 1  # a mask of less than half of 1/255
        assert (moved[mask == 255] > 2).mean() > 0.5
        soft = ((mask > 0) & (mask < 255)).mean()
        assert soft < 0.35 * (mask > 0).mean()


def test_regions_cover_the_photo_in_pieces(prediction: Prediction) -> None:
    labels = automatic_regions(prediction)
    assert labels.shape == tuple(prediction.lightness.shape)
    count = labels.max() + 1
    assert 2 <= count <= 60
    covered = sum(coarse_mask(labels == label, prediction.grid) for label in range(count))
    assert torch.allclose(covered, torch.ones(prediction.grid), atol=1e-3)


def test_a_photo_without_detail_has_candidates_too(colorizer: Colorizer) -> None:
    prediction = colorizer.predict(np.full((50, 70), 100, np.uint8))
    assert candidates(prediction, 4)


@pytest.mark.parametrize(
    ("lab", "name"),
    [
        ((50, 2, 3), "gray"),
        ((50, 60, 50), "red"),
        ((45, 15, 25), "brown"),
        ((60, 0, -35), "blue"),
        ((40, -40, 35), "green"),
        ((85, 0, 70), "light yellow"),
    ],
)
def test_colours_have_everyday_names(lab: tuple[float, float, float], name: str) -> None:
    assert color_name(*lab) == name

# SPDX-License-Identifier: GPL-3.0-or-later
"""Each figure on pictures for which the right value is known."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.candidates import region_candidates as candidates_of_region
from models.color.bins import imagenet_prior, zhang_bins
from models.decoding import DecoderSettings
from models.evaluation.answer import Answer, Truth, recomposed
from models.evaluation.auc import AreaUnderCurve, RawAuc, RebalancedAuc, error_histogram
from models.evaluation.blotches import Blotches, variation
from models.evaluation.calibration import CalibrationError, reliability
from models.evaluation.coherence import CalmAlternatives
from models.evaluation.colourfulness import (
    Colourfulness,
    ColourfulnessDifference,
    ColourfulnessError,
)
from models.evaluation.fidelity import Psnr, Rmse, Ssim
from models.evaluation.figure import Figure, MeanFigure, estimate
from models.evaluation.region_hits import RegionHits, region_candidates, region_errors
from models.photos import ColorPhoto
from models.predictions.colours_and_distribution import ColoursAndDistribution
from models.predictions.distribution import DistributionPrediction
from models.regions.region import found_region

FIGURES = [
    RawAuc(),
    RebalancedAuc(),
    Colourfulness(),
    ColourfulnessDifference(),
    ColourfulnessError(),
    Psnr(),
    Rmse(),
    Ssim(),
    Blotches(),
    RegionHits(1),
]


def _painted(seed: int = 1) -> Truth:
    tiles = np.random.default_rng(seed).integers(0, 256, (4, 5, 3), dtype=np.uint8)
    return Truth(np.kron(tiles, np.ones((16, 16, 1), np.uint8)))


def _value(figure: Figure, *answers: Answer) -> float:
    return float(figure.value(np.sum([figure.statistics(answer) for answer in answers], axis=0)))


def _gray(truth: Truth) -> Answer:
    return Answer(truth, recomposed(truth, torch.zeros_like(truth.ab)))


def test_the_original_itself_is_perfect_by_every_figure() -> None:
    truth = _painted()
    answer = Answer(truth, truth.rgb)
    assert _value(RawAuc(), answer) == 100.0
    assert _value(RebalancedAuc(), answer) == pytest.approx(100.0)
    assert _value(ColourfulnessDifference(), answer) == 0.0
    assert _value(ColourfulnessError(), answer) == 0.0
    assert _value(Rmse(), answer) == 0.0
    assert _value(Ssim(), answer) == pytest.approx(1.0)
    assert _value(Psnr(), answer) == 100.0
    assert _value(RegionHits(1), answer) == 100.0


def test_gray_is_worse_and_has_neither_colour_nor_blotches() -> None:
    truth = _painted()
    answer = _gray(truth)
    assert _value(Colourfulness(), answer) < 0.1
    assert _value(Blotches(), answer) < 0.1
    assert _value(RawAuc(), answer) < 90
    expected = math.sqrt(float(truth.ab.double().square().mean()))
    assert _value(Rmse(), answer) == pytest.approx(expected, rel=0.01)


def test_auc_and_its_curve_agree_with_the_errors() -> None:
    truth = _painted()
    answer = _gray(truth)
    distance = truth.ab.norm(dim=0)
    assert _value(RawAuc(), answer) == pytest.approx(
        100 * float((1 - distance / 150).clamp(min=0).mean()), abs=0.05
    )
    collected = AreaUnderCurve()
    collected.add(answer.ab, truth.ab)
    assert _value(RawAuc(), answer) == pytest.approx(collected.raw)
    assert _value(RebalancedAuc(), answer) == pytest.approx(collected.rebalanced)
    raw, rebalanced = error_histogram(answer)
    for histogram, figure in ((raw, RawAuc()), (rebalanced, RebalancedAuc())):
        curve = histogram.cumsum() / histogram.sum()
        assert curve[-1] == pytest.approx(1.0)
        # Errors are sorted up to the next whole unit, so the curve's area is at most 1 / 150 less.
        area = 100 * curve[:150].mean()
        assert area <= _value(figure, answer) + 1e-6 <= area + 100 / 150 + 1e-5


def test_rare_colours_weigh_more_in_the_rebalanced_figure() -> None:
    rgb = np.full((32, 64, 3), 128, np.uint8)
    rgb[:, 32:] = (255, 0, 255)
    truth = Truth(rgb)
    answer = _gray(truth)
    assert _value(RebalancedAuc(), answer) < _value(RawAuc(), answer) - 10
    assert truth.weights[0, 63] > 100 * truth.weights[0, 0]


def test_blotches_are_colour_steps_without_an_edge() -> None:
    ab = torch.zeros(2, 64, 64)
    ab[:, :, 32:] = 30.0
    flat = torch.full((64, 64), 50.0)
    edged = flat.clone()
    edged[:, 32:] = 80.0
    unexplained, whole = variation(ab, flat)
    assert unexplained == whole == pytest.approx(16 * math.hypot(30, 30))
    assert variation(ab, edged) == (0.0, pytest.approx(whole))
    part, _ = variation(ab, torch.where(edged > 60, flat + 10, flat))
    assert part == pytest.approx(16 * (math.hypot(30, 30) - 2 * 10))
    # A step one cell beside the edge, as an upsampled colour has it, is no blotch.
    assert variation(ab.roll(4, dims=2)[:, :, 8:], edged[:, 8:])[0] == 0.0
    assert variation(torch.zeros(2, 3, 3), torch.zeros(3, 3)) == (0.0, 0.0)


def _prediction(certainty: float, bins_of_cells: torch.Tensor) -> DistributionPrediction:
    """A prediction that gives its bin so much probability and the rest to a far one."""
    palette = zhang_bins()
    probability = torch.full((palette.count, *bins_of_cells.shape), 1e-7)
    far = (palette.centers[bins_of_cells.flatten()[0]] - palette.centers).norm(dim=1).argmax()
    probability[far] = 1 - certainty
    probability.scatter_(0, bins_of_cells[None], certainty)
    weights = palette.class_weights(imagenet_prior(), 0.5, 5.0)
    height, width = (4 * side for side in bins_of_cells.shape)
    return DistributionPrediction(
        lightness=torch.full((height, width), 50.0).half(),
        device="cpu",
        # The network's own distribution is the honest one times the weights of its training.
        logits=(probability.log() + weights.log().view(-1, 1, 1)).half(),
        bins=palette,
        class_weights=weights,
    )


@pytest.mark.parametrize(("right", "error"), [(0.7, 0.0), (0.2, 0.5), (1.0, 0.3)])
def test_calibration_compares_claims_with_what_happens(right: float, error: float) -> None:
    palette = zhang_bins()
    claimed = int(palette.nearest(torch.tensor([[20.0, 40.0]]))[0])
    prediction = _prediction(0.7, torch.full((10, 10), claimed))
    ab = torch.tensor([20.0, 40.0]).view(2, 1, 1).repeat(1, 40, 40)
    wrong_rows = round(40 * (1 - right))
    ab[:, :wrong_rows] = torch.tensor([-40.0, -20.0]).view(2, 1, 1)
    cells, said, hits = reliability(prediction, ab)
    assert cells.sum() == 100
    assert said.sum() == pytest.approx(70, abs=1)
    assert hits.sum() == pytest.approx(100 * right, abs=1e-6)
    truth = _painted()
    truth.ab = ab
    answer = Answer(truth, truth.rgb, prediction)
    assert _value(CalibrationError(), answer) == pytest.approx(error, abs=0.01)


def test_a_claim_reaches_ten_units_on_the_palette() -> None:
    palette = zhang_bins()
    claimed = int(palette.nearest(torch.tensor([[20.0, 40.0]]))[0])
    prediction = _prediction(0.9, torch.full((8, 8), claimed))
    # The nearest bin of the last one is a step further in both directions: more than ten units.
    for offset, hits in (((0.0, 9.0), 64), ((0.0, 14.0), 64), ((0.0, 16.0), 0), ((9.0, 9.0), 0)):
        ab = (torch.tensor([20.0, 40.0]) + torch.tensor(offset)).view(2, 1, 1).repeat(1, 32, 32)
        assert reliability(prediction, ab)[2].sum() == hits


def test_regions_are_hit_by_the_nearest_of_the_colours_offered(
    prediction: DistributionPrediction, photo: NDArray[np.uint8]
) -> None:
    rgb = np.repeat(photo[..., None], 3, axis=2)
    truth = Truth(rgb)
    truth.ab = torch.tensor([30.0, 30.0]).view(2, 1, 1).expand(2, *photo.shape)
    answer = Answer(truth, rgb, prediction)
    hits = [_value(RegionHits(pictures), answer) for pictures in (1, 2, 4, 8)]
    assert hits[0] == 0.0
    assert hits == sorted(hits)
    errors = region_errors(answer)
    assert errors.shape == (truth.regions.max() + 1, 8)
    assert errors[:, 0].numpy() == pytest.approx(math.hypot(30, 30), abs=0.5)
    # Candidates lie at least 22 units from the automatic colour, so they really differ.
    assert errors[:, 1].isfinite().any()
    assert not RegionHits(4).statistics(_gray(truth)).any()


def test_candidates_are_those_that_the_artist_is_offered(
    prediction: DistributionPrediction, photo: NDArray[np.uint8]
) -> None:
    # A regression whose automatic colours are far from those of the distribution beside it.
    regression = ColoursAndDistribution(
        lightness=prediction.lightness,
        device="cpu",
        ab=torch.tensor([0.0, -60.0]).view(2, 1, 1).expand(2, *prediction.grid).half(),
        beside=prediction,
    )
    rgb = np.repeat(photo[..., None], 3, axis=2)
    truth = Truth(rgb)
    truth.regions = np.zeros(photo.shape, np.int64)
    (measured,) = region_candidates(Answer(truth, rgb, regression))
    whole = found_region(truth.regions == 0, regression.grid)
    _, *offered = candidates_of_region(regression, whole)
    assert [candidate.ab for candidate in measured] == [candidate.ab for candidate in offered]
    (other,) = region_candidates(Answer(truth, rgb, prediction))
    assert [candidate.ab for candidate in measured] != [candidate.ab for candidate in other]


def test_alternatives_that_scatter_more_than_the_automatic_colours_are_not_calm(
    prediction: DistributionPrediction, photo: NDArray[np.uint8]
) -> None:
    here, there = (ColorPhoto("1.jpg", Path(folder, "1.jpg"), 0, 9) for folder in ("a", "b"))
    truth = Truth(np.repeat(photo[..., None], 3, axis=2), file=here)
    half = np.arange(photo.shape[1]) < photo.shape[1] // 2
    truth.regions = np.broadcast_to(half, photo.shape).astype(np.int64)

    def counted(answer: Answer) -> list[float]:
        return CalmAlternatives([here]).statistics(answer).tolist()

    usual = DecoderSettings(0.6, 0.7)
    calm, offered = counted(Answer(truth, truth.rgb, prediction, usual))
    assert offered == 2 * 4  # of each half
    assert 0 < calm <= 100 * offered
    # Without saturation nothing varies, neither here nor there.
    still = Answer(truth, truth.rgb, prediction, replace(usual, saturation=0.0))
    assert counted(still) == [100 * offered, offered]
    truth.regions = (np.arange(photo.size) * 20 // photo.size).reshape(photo.shape)
    assert counted(Answer(truth, truth.rgb, prediction, usual)) == [0, 0]  # all are small
    elsewhere = Truth(truth.rgb, file=there)
    for other in (_gray(truth), Answer(elsewhere, truth.rgb, prediction, usual)):
        assert counted(other) == [0, 0]


class _Share(MeanFigure):
    key = title = protocol = "share"

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        return np.zeros(2)


def test_the_interval_is_that_of_a_bootstrap_over_photos() -> None:
    values = np.random.default_rng(0).normal(50.0, 10.0, 400)
    rows = np.stack((values, np.ones_like(values)), axis=1)
    found = estimate(_Share(), rows)
    assert found is not None
    assert found.value == pytest.approx(values.mean())
    error = values.std() / math.sqrt(len(values))
    assert found.low == pytest.approx(found.value - 1.96 * error, abs=0.25 * error)
    assert found.high == pytest.approx(found.value + 1.96 * error, abs=0.25 * error)
    assert estimate(_Share(), rows) == found
    # The same photos are drawn on both sides, so a constant difference is certain.
    paired = estimate(_Share(), rows + np.array([3.0, 0.0]), rows)
    assert paired is not None
    assert (paired.value, paired.low, paired.high) == pytest.approx((3.0, 3.0, 3.0))
    assert estimate(_Share(), np.zeros((5, 2))) is None


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_pooled_figures_take_photos_of_any_size(figure: Figure) -> None:
    small = Truth(np.random.default_rng(2).integers(0, 256, (3, 5, 3), dtype=np.uint8))
    assert math.isfinite(_value(figure, _gray(_painted()), _gray(small)))

# SPDX-License-Identifier: GPL-3.0-or-later
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.color.bins import Bins
from models.confidence import MEASURES, ConfidenceMap, confidence
from models.errors import BadParameter, NoDistribution
from models.predictions.colours import ColourPrediction
from models.predictions.distribution import DistributionPrediction
from models.predictions.prediction import Prediction

LIGHT = torch.full((8, 16), 50.0).half()


def two_places() -> DistributionPrediction:
    """Sure at the left, torn between two colours at the right; trained with unequal weights."""
    honest = torch.tensor([[0.80, 0.40], [0.15, 0.40], [0.05, 0.20]]).view(3, 1, 2)
    weights = torch.tensor([0.5, 2.0, 4.0])
    rebalanced = (honest * weights.view(3, 1, 1)).log().half()
    return DistributionPrediction(LIGHT, "cpu", rebalanced, Bins(torch.zeros(3, 2)), weights)


def test_both_measures_by_hand() -> None:
    top = confidence(two_places(), "top")
    assert top.flatten().tolist() == pytest.approx([0.80, 0.40], abs=2e-3)
    ratio = confidence(two_places(), "ratio")
    assert ratio.flatten().tolist() == pytest.approx([1 - 0.15 / 0.80, 0.0], abs=2e-3)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_map_has_the_photos_size_and_edges(
    prediction: Prediction, photo: NDArray[np.uint8], measure: str
) -> None:
    confidences = ConfidenceMap(prediction, photo, measure)
    strips = list(confidences.strips(100))
    assert [len(strip) for strip in strips[:-1]] == [100] * (len(strips) - 1)
    plane = np.concatenate(strips)
    assert plane.shape == photo.shape == (confidences.height, confidences.width)
    assert plane.dtype == np.float32
    assert 0.0 <= plane.min() < plane.max() <= 1.0
    coarse = confidence(prediction, measure)
    assert abs(float(plane.mean()) - float(coarse.mean())) < 0.05
    whole = np.concatenate(list(ConfidenceMap(prediction, photo, measure).strips()))
    assert np.allclose(plane, whole, atol=1e-5)


def test_what_has_no_confidence_says_so() -> None:
    regression = ColourPrediction(LIGHT, "cpu", torch.zeros(2, 2, 4).half())
    with pytest.raises(NoDistribution, match="how sure it is"):
        confidence(regression)
    with pytest.raises(BadParameter, match="top, ratio"):
        confidence(two_places(), "entropy")

# SPDX-License-Identifier: GPL-3.0-or-later
import math

import pytest
import torch

from models.color.bins import Bins, imagenet_prior, zhang_bins


def test_the_313_bins_are_those_of_the_paper() -> None:
    bins = zhang_bins()
    assert bins.count == 313
    assert (bins.centers % 10 == 0).all()
    assert len({tuple(center) for center in bins.centers.tolist()}) == 313
    assert bins.centers[:, 0].aminmax() == (-90, 100)
    assert bins.centers[:, 1].aminmax() == (-110, 100)


def test_the_prior_is_a_distribution_with_its_peak_at_gray() -> None:
    prior = imagenet_prior()
    assert float(prior.sum()) == pytest.approx(1.0, abs=1e-6)
    assert (prior > 0).all()
    assert zhang_bins().centers[prior.argmax()].tolist() == [0, 0]


def test_soft_encoding_by_hand() -> None:
    bins = Bins(torch.tensor([[0.0, 0.0], [10.0, 0.0], [0.0, 20.0], [90.0, 90.0]]))
    index, weight = bins.soft_encode(torch.tensor([[3.0, 0.0]]), neighbours=2, sigma=5.0)
    assert index.tolist() == [[0, 1]]
    near, far = math.exp(-9 / 50), math.exp(-49 / 50)
    expected = [near / (near + far), far / (near + far)]
    assert weight[0].tolist() == pytest.approx(expected, abs=1e-5)


def test_soft_encoding_of_a_bin_centre_peaks_there_and_sums_to_one() -> None:
    bins = zhang_bins()
    index, weight = bins.soft_encode(bins.centers, neighbours=5, sigma=5.0)
    assert torch.equal(index[:, 0], torch.arange(313))
    assert torch.allclose(weight.sum(1), torch.ones(313))


def test_colours_far_outside_the_palette_are_encoded_too() -> None:
    _, weight = zhang_bins().soft_encode(torch.tensor([[500.0, -500.0]]), 5, 5.0)
    assert weight.isfinite().all()
    assert float(weight.sum()) == pytest.approx(1.0)


def test_class_weights_of_equation_6() -> None:
    bins, prior = zhang_bins(), imagenet_prior()
    smooth = bins.smoothing_kernel(5.0) @ prior
    assert float(smooth.sum()) == pytest.approx(1.0, abs=1e-5)
    weights = bins.class_weights(prior, strength=0.5, sigma=5.0)
    assert float((smooth * weights).sum()) == pytest.approx(1.0, abs=1e-5)
    ratio = weights * (0.5 * smooth + 0.5 / 313)
    assert torch.allclose(ratio, ratio[0].expand(313), rtol=1e-4)
    assert weights.argmin() == smooth.argmax()


def test_colours_that_never_occur_have_finite_weights_without_a_uniform_share() -> None:
    bins = zhang_bins()
    prior = torch.zeros(313)
    prior[bins.nearest(torch.zeros(1, 2))] = 1.0
    weights = bins.class_weights(prior, strength=0.0, sigma=5.0)
    assert weights.isfinite().all()
    smooth = bins.smoothing_kernel(5.0) @ prior
    assert weights[smooth == 0.0].unique().tolist() == [float(weights.max())]


def test_lambda_one_switches_rebalancing_off() -> None:
    weights = zhang_bins().class_weights(imagenet_prior(), strength=1.0, sigma=5.0)
    assert torch.allclose(weights, torch.ones(313), atol=1e-4)

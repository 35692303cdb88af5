# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from models import registry
from models.color.bins import Bins, zhang_bins
from models.colorizer import Colorizer
from models.errors import BadParameter
from models.evaluation.coherence import total_variation
from models.predictions.distribution import DistributionPrediction
from models.predictions.smoothing import smoothed

HEIGHT, WIDTH = 24, 32


def noise(channels: int = 2, height: int = HEIGHT, width: int = WIDTH) -> Tensor:
    return torch.rand(channels, height, width, generator=torch.Generator().manual_seed(4))


def lightness(left: float, right: float) -> Tensor:
    """Two halves."""
    plane = torch.full((1, HEIGHT, WIDTH), left)
    plane[:, :, WIDTH // 2 :] = right
    return plane


def test_a_row_is_the_solution_of_its_weighted_least_squares() -> None:
    values, guide = noise(3, 1, 12), 8.0 * noise(1, 1, 12)
    link = (1.0 / (1.0 + (guide[0, 0].diff() / 2.0) ** 2)).double().numpy()
    expected = values[:, 0].double().numpy()
    for share in (1.5 * 4 / 15, 1.5 / 15):  # of lambda, which is 3² here
        difference = np.diff(np.eye(12), axis=0)
        system = np.eye(12) + share * 9.0 * difference.T @ np.diag(link) @ difference
        expected = np.linalg.solve(system, expected.T).T
    assert np.allclose(smoothed(values, guide, 3.0)[:, 0].numpy(), expected, atol=1e-5)


def test_what_has_no_edges_is_evened_out_and_the_mean_stays() -> None:
    values = noise()
    even = smoothed(values, lightness(50.0, 50.0), 0.5)
    assert even.std() < 0.15 * values.std()
    assert torch.allclose(even.mean((1, 2)), values.mean((1, 2)), atol=1e-4)


def test_nothing_passes_an_edge() -> None:
    values = torch.cat((lightness(0.0, 1.0), lightness(0.4, 0.6)))
    kept = smoothed(values, lightness(30.0, 80.0), 0.1)
    assert (kept - values).abs().max() < 0.02
    mixed = smoothed(values, lightness(50.0, 50.0), 0.1)
    assert (mixed - values).abs().max() > 0.2


def test_both_directions_are_alike() -> None:
    values, guide = noise(), 10.0 * noise(1)
    upright = smoothed(values, guide, 0.2)
    turned = smoothed(values.mT, guide.mT, 0.2).mT
    assert (upright - turned).abs().max() < 0.1 * (upright - values).abs().max()


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1)])
def test_the_smallest_grids(shape: tuple[int, int]) -> None:
    values = torch.full((2, *shape), 0.5)
    assert torch.allclose(smoothed(values, torch.rand(1, *shape), 0.1), values)


def guesses(light: Tensor) -> DistributionPrediction:
    """Torn between two like colours, now this one, now that; trained with unequal weights."""
    bins, weights = Bins(torch.tensor([[0.0, 0.0], [0.0, 1.0]])), torch.tensor([0.5, 2.0])
    probability = 0.05 + 0.9 * torch.cat((noise(1), 1.0 - noise(1)))
    logits = (probability * weights.view(-1, 1, 1)).log().half()
    photo = light[0].repeat_interleave(4, 0).repeat_interleave(4, 1).half()
    return DistributionPrediction(photo, "cpu", logits, bins, weights)


def test_the_honest_distribution_is_evened_out_and_stays_one() -> None:
    prediction = guesses(lightness(50.0, 50.0))
    before, after = prediction.probability(), prediction.smoothed(0.5).probability()
    assert torch.allclose(after.sum(0), torch.ones(HEIGHT, WIDTH), atol=1e-3)
    assert torch.allclose(after.mean((1, 2)), before.mean((1, 2)), atol=5e-3)
    assert after.std() < 0.3 * before.std()


def test_without_a_reach_nothing_is_changed() -> None:
    before = guesses(lightness(50.0, 50.0))
    assert before.smoothed(0.0) is before


def test_colours_that_differ_are_an_edge_where_the_light_is_one() -> None:
    bins = zhang_bins()
    sky, cloud = bins.nearest(torch.tensor([[-5.0, -40.0], [0.0, 0.0]])).tolist()
    probability = torch.full((313, HEIGHT, WIDTH), 1e-6)
    probability[sky, :, : WIDTH // 2] = probability[cloud, :, WIDTH // 2 :] = 1.0
    one_light = torch.full((4 * HEIGHT, 4 * WIDTH), 80.0).half()
    prediction = DistributionPrediction(
        one_light, "cpu", probability.log().half(), bins, torch.ones(313)
    )
    after = prediction.smoothed(0.1).probability()
    assert after[sky, :, : WIDTH // 2].min() > 0.95
    assert after[sky, :, WIDTH // 2 :].max() < 0.05


def test_the_edges_of_a_faded_photo_count_as_before_it_faded() -> None:
    tones = 4.0 + 92.0 * noise(1).square()
    strong = guesses(tones).smoothed(0.2).probability()
    faded = guesses(50.0 + 0.35 * (tones - 4.0)).smoothed(0.2).probability()
    even = guesses(lightness(50.0, 50.0)).smoothed(0.2).probability()
    assert (faded - strong).abs().max() < 0.2 * (even - strong).abs().max()


def test_colours_within_things_are_calmer_than_without_it(
    colorizer: Colorizer, photo: NDArray[np.uint8]
) -> None:
    rough = registry.load(registry.DEFAULT, colorizer.device)
    rough.card = replace(rough.card, smoothing=0.0)
    calm, wild = (
        each.predict(photo).decode(colorizer.card.defaults).float() for each in (colorizer, rough)
    )
    everywhere = torch.ones(calm.shape[1:], dtype=torch.bool)
    assert total_variation(calm, everywhere) < 0.7 * total_variation(wild, everywhere)
    assert (calm - wild).norm(dim=0).mean() < 4.0  # the picture is the same


@pytest.mark.parametrize("smoothing", [-0.1, 1.5, float("nan")])
def test_a_card_whose_smoothing_makes_no_sense_is_refused(
    colorizer: Colorizer, smoothing: float
) -> None:
    with pytest.raises(BadParameter, match="smoothing"):
        replace(colorizer.card, smoothing=smoothing)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Hue and chroma by hand: colours, circular mean, fading, and the distribution over bins."""

import pytest
import torch
from torch import Tensor

from models.candidates import candidates
from models.color.bins import zhang_bins
from models.color.hue_chroma import ab_from_hue_chroma, hue_chroma_from_srgb
from models.color.lab import lab_from_srgb, linear_from_lab
from models.decoding import DecoderSettings
from models.hue_chroma_decoding import (
    chromatic_fading,
    circular_mean,
    expectation,
    sharpened,
)
from models.predictions.hue_chroma import HueChromaPrediction

K = 32
PUBLISHED = DecoderSettings(1.0, 0.0)


def _histogram(**bins: float) -> Tensor:
    """(K, 1, 1) with some shares, such as ``_histogram(b0=0.5, b31=0.5)``."""
    histogram = torch.zeros(K, 1, 1)
    for name, share in bins.items():
        histogram[int(name[1:])] = share
    return histogram


def _logits(*bins: int, size: tuple[int, int] = (1, 1)) -> Tensor:
    """Logits that put everything, evenly, into some bins."""
    logits = torch.full((K, *size), -40.0)
    logits[list(bins)] = 0.0
    return logits.half()


def _prediction(
    hue: Tensor, chroma: Tensor, lightness: float = 60.0, cell: int = 4
) -> HueChromaPrediction:
    rows, columns = hue.shape[1:]
    light = torch.full((rows * cell, columns * cell), lightness).half()
    return HueChromaPrediction(lightness=light, device="cpu", hue=hue, chroma=chroma)


def test_hue_and_chroma_of_known_colors() -> None:
    rgb = torch.tensor(
        [[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0.5, 0.5, 0.5], [0.8, 0.6, 0.6]]
    )
    hue, chroma = hue_chroma_from_srgb(rgb.T[:, None])
    assert torch.allclose(hue[0] * 6, torch.tensor([0.0, 2, 4, 1, 5, 0, 0]), atol=1e-5)
    assert torch.allclose(chroma[0], torch.tensor([1.0, 1, 1, 1, 1, 0, 0.2]), atol=1e-6)


def test_a_colors_hue_chroma_and_lightness_give_it_back() -> None:
    rgb = torch.rand(3, 60, 60, generator=torch.Generator().manual_seed(1))
    lab = lab_from_srgb(rgb)
    assert torch.allclose(
        ab_from_hue_chroma(*hue_chroma_from_srgb(rgb), lab[0]), lab[1:], atol=0.05
    )


def test_a_chroma_that_does_not_exist_at_a_lightness_ends_at_the_gamut() -> None:
    lightness = torch.linspace(0.0, 100.0, 21).repeat(K, 1)
    hue = torch.linspace(0.0, 1.0, K)[:, None].expand_as(lightness)
    ab = ab_from_hue_chroma(hue, torch.ones_like(hue), lightness)
    linear = linear_from_lab(torch.cat((lightness[None], ab)))
    assert linear.min() > -1e-3
    assert linear.max() < 1.0 + 1e-3
    assert ab[:, :, [0, -1]].abs().max() < 0.5  # black and white have no colour
    assert ab[:, :, 10].norm(dim=0).min() > 25.0


def test_the_expectation_is_the_mean_of_the_middles_of_the_bins() -> None:
    assert float(expectation(_histogram(b0=1.0))) == pytest.approx(0.5 / K)
    assert float(expectation(_histogram(b0=0.75, b20=0.25))) == pytest.approx(
        (0.75 * 0.5 + 0.25 * 20.5) / K
    )


def test_the_circular_mean_crosses_the_seam() -> None:
    mean, length = circular_mean(_histogram(b0=0.5, b31=0.5))
    assert min(float(mean), 1.0 - float(mean)) == pytest.approx(0.0, abs=1e-6)  # not 0.5
    assert float(length) == pytest.approx(float(torch.cos(torch.tensor(torch.pi / K))), rel=1e-5)
    mean, length = circular_mean(_histogram(b30=0.5, b1=0.25, b0=0.25))
    assert 0.9 < float(mean) < 1.0
    mean, length = circular_mean(_histogram(b7=1.0))
    assert float(mean) == pytest.approx(7.5 / K)
    assert float(length) == pytest.approx(1.0)


def test_opposite_hues_fade_to_nothing_and_sure_ones_do_not() -> None:
    _, length = circular_mean(_histogram(b3=0.5, b19=0.5))
    assert float(length) == pytest.approx(0.0, abs=1e-6)
    # |z| of the paper is length / K; eta = 0.03.
    assert float(chromatic_fading(torch.tensor(0.48), K)) == pytest.approx(0.5)
    assert float(chromatic_fading(torch.tensor(0.96), K)) == pytest.approx(1.0)
    assert float(chromatic_fading(torch.tensor(1.0), K)) == 1.0


@pytest.mark.parametrize(("temperature", "share"), [(1.0, 0.8), (0.5, 16 / 17), (0.0, 1.0)])
def test_temperature_sharpens_a_histogram(temperature: float, share: float) -> None:
    logits = torch.tensor([0.8, 0.2]).log().view(2, 1, 1)
    assert float(sharpened(logits, temperature)[0]) == pytest.approx(share)


def test_decoding_by_hand() -> None:
    expected = ab_from_hue_chroma(
        torch.full((1, 1), 4.5 / K), torch.full((1, 1), 9.5 / K), torch.full((1, 1), 60.0)
    )
    prediction = _prediction(_logits(4), _logits(9))
    ab = prediction.decode(PUBLISHED)
    assert torch.allclose(ab, expected, atol=0.1)
    assert torch.equal(prediction.decode(DecoderSettings(1.0, 1.0)), ab)  # no vividness here
    assert torch.allclose(prediction.decode(DecoderSettings(1.0, 0.0, 0.5)), 0.5 * ab)


def test_uncertain_hues_are_decoded_gray_and_stay_apart_in_the_distribution() -> None:
    prediction = _prediction(_logits(1, 17), _logits(12))  # orange or blue, surely colourful
    assert prediction.decode(PUBLISHED).norm() < 1.0
    distribution = prediction.distribution()
    probability = distribution.probability()[:, 0, 0]
    chroma = distribution.bins.centers.norm(dim=1)
    assert float(probability[chroma < 12.0].sum()) < 0.05
    blue = distribution.bins.centers[:, 1] < 0.0
    assert float(probability[blue].sum()) == pytest.approx(0.5, abs=0.05)


def test_the_distribution_has_the_color_that_decoding_gives() -> None:
    generator = torch.Generator().manual_seed(4)
    bins = torch.randint(0, 12, (2, 6, 5), generator=generator)
    hue, chroma = (
        torch.full((K, 6, 5), -40.0).scatter_(0, bins[i : i + 1], 0.0).half() for i in (0, 1)
    )
    prediction = _prediction(hue, chroma, lightness=52.0)
    probability = prediction.distribution().probability()
    assert torch.allclose(probability.sum(0), torch.ones(6, 5), atol=1e-3)
    mean = torch.einsum("qhw,qc->chw", probability, zhang_bins().centers)
    assert (mean - prediction.decode(PUBLISHED)).norm(dim=0).max() < 6.0
    assert torch.equal(prediction.distribution().class_weights, torch.ones(313))


def test_a_prediction_counts_the_memory_of_its_distribution() -> None:
    prediction = _prediction(_logits(1, size=(8, 8)), _logits(2, size=(8, 8)))
    before = prediction.nbytes
    assert before >= prediction.hue.nbytes * 2 + prediction.distribution().logits.nbytes
    assert prediction.nbytes == before


def test_candidates_are_found_in_both_histograms() -> None:
    hue = torch.cat((_logits(1, 1, size=(16, 8)), _logits(9, 20, size=(16, 8))), dim=2)
    prediction = _prediction(hue, _logits(10, size=(16, 16)))
    found = candidates(prediction, 3)
    assert any(candidate.mask[:, 8:].mean() > candidate.mask[:, :8].mean() for candidate in found)

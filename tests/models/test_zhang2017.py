# SPDX-License-Identifier: GPL-3.0-or-later
"""The interactive network of Zhang et al. 2017 against a plain writing-out of its release."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from models.alternatives import alternative_colours
from models.candidates import candidates
from models.decoding import DecoderSettings
from models.networks.zhang2017 import Zhang2017, plane_bins

# Layers of each block as the release numbers them: convolutions, then BatchNorm where there is one.
BLOCKS = {
    1: ((0, 2), 4, 1),
    2: ((0, 2), 4, 1),
    3: ((0, 2, 4), 6, 1),
    4: ((0, 2, 4), 6, 1),
    5: ((0, 2, 4), 6, 2),
    6: ((0, 2, 4), 6, 2),
    7: ((0, 2, 4), 6, 1),
    8: ((1, 3), 5, 1),
    9: ((1,), 3, 1),
}


@pytest.fixture(scope="module")
def network() -> Iterator[Zhang2017]:
    torch.manual_seed(3)
    yield Zhang2017().eval()


def _reference(state: dict[str, Tensor], x: Tensor) -> tuple[Tensor, Tensor]:
    def layer(name: str, x: Tensor, dilation: int = 1) -> Tensor:
        weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
        padding = dilation * (weight.shape[-1] // 2)
        return functional.conv2d(x, weight, bias, padding=padding, dilation=dilation)

    def block(number: int, x: Tensor) -> Tensor:
        places, norm, dilation = BLOCKS[number]
        for place in places:
            x = layer(f"model{number}.{place}", x, dilation).relu()
        parts = ("running_mean", "running_var", "weight", "bias")
        return functional.batch_norm(x, *(state[f"model{number}.{norm}.{part}"] for part in parts))

    def up(number: int, x: Tensor, short: Tensor) -> Tensor:
        name = f"model{number}up.0"
        weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
        x = functional.conv_transpose2d(x, weight, bias, stride=2, padding=1)
        return (x + layer(f"model{11 - number}short{number}.0", short)).relu()

    conv1 = block(1, x)
    conv2 = block(2, conv1[:, :, ::2, ::2])
    conv3 = block(3, conv2[:, :, ::2, ::2])
    x = conv3[:, :, ::2, ::2]
    for number in (4, 5, 6, 7):
        x = block(number, x)
    conv8 = block(8, up(8, x, conv3))
    x = up(10, block(9, up(9, conv8, conv2)), conv1)
    x = functional.leaky_relu(layer("model10.1", x), 0.2)
    return layer("model_out.0", x).tanh(), layer("model_class.0", conv8)


def test_it_computes_what_the_release_computes(network: Zhang2017) -> None:
    generator = torch.Generator().manual_seed(2)
    lightness = torch.rand(1, 1, 32, 48, generator=generator) * 100
    hints = torch.zeros(1, 3, 32, 48)
    hints[:, :, 8:12, 8:12] = torch.tensor([55.0, -33.0, 1.0]).view(1, 3, 1, 1)
    scale = torch.tensor([110.0, 110.0, 1.0]).view(1, 3, 1, 1)
    with torch.inference_mode():
        ab, logits = network(lightness, hints)
        x = torch.cat(((lightness - 50) / 100, hints / scale), dim=1)
        expected_ab, expected_class = _reference(network.state_dict(), x)
    assert ab.shape == (1, 2, 32, 48)
    assert torch.allclose(ab, 110 * expected_ab, atol=1e-3)
    assert logits.shape == (1, 529, 8, 12)
    assert torch.allclose(logits, 0.2 * expected_class, atol=1e-5)


def test_it_has_the_parameters_of_the_released_checkpoint(network: Zhang2017) -> None:
    assert sum(p.numel() for p in network.parameters()) == 34_187_027


def test_without_hints_it_colours_by_itself_and_hints_change_the_colours(
    network: Zhang2017,
) -> None:
    lightness = torch.full((1, 1, 16, 16), 60.0)
    hints = torch.zeros(1, 3, 16, 16)
    with torch.inference_mode():
        automatic, _ = network(lightness)
        unhinted, _ = network(lightness, hints)
        hints[:, :, 4:8, 4:8] = torch.tensor([80.0, 60.0, 1.0]).view(1, 3, 1, 1)
        hinted, _ = network(lightness, hints)
    assert torch.equal(automatic, unhinted)
    assert not torch.allclose(automatic, hinted)


def test_the_colours_are_the_regression_and_the_classifier_has_the_alternatives(
    network: Zhang2017,
) -> None:
    generator = torch.Generator().manual_seed(6)
    lightness = torch.rand(64, 96, generator=generator) * 100
    with torch.inference_mode():
        ab, logits = network(lightness[None, None])
        logits[:, :, :, 12:] += 8 * (torch.arange(529) == 11 * 23 + 17).view(1, -1, 1, 1)
        prediction = network.prediction((ab, logits), lightness, "cpu")
    settings = DecoderSettings(0.38, 0.0)
    coarse = functional.avg_pool2d(ab, 4)[0]
    assert torch.allclose(prediction.decode(settings), coarse, atol=0.1)
    assert torch.allclose(prediction.decode(DecoderSettings(0.38, 0.0, 0.5)), coarse / 2, atol=0.1)
    likely = prediction.distribution()
    assert likely.grid == prediction.grid == (16, 24)
    assert prediction.nbytes > likely.nbytes
    recommended = replace(prediction, usual=settings)
    assert recommended.distribution().usual == settings
    assert likely.decode(DecoderSettings(0.0, 0.0))[:, :, 12:].flatten(1).unique(
        dim=1
    ).tolist() == [
        [0.0],
        [60.0],
    ]
    found = candidates(prediction, 4)
    assert found
    picture = alternative_colours(prediction, found[0], settings, prediction.decode(settings))
    inside = found[0].mask > 0.99
    assert picture.shape == (2, 16, 24)
    assert not torch.allclose(picture[:, inside], prediction.decode(settings)[:, inside])


def test_bins_cover_the_plane_b_first() -> None:
    centers = plane_bins().centers
    assert centers[0].tolist() == [-110.0, -110.0]
    assert centers[1].tolist() == [-110.0, -100.0]
    assert centers[23].tolist() == [-100.0, -110.0]
    assert centers[264].tolist() == [0.0, 0.0]

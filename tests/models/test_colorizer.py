# SPDX-License-Identifier: GPL-3.0-or-later
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models import registry
from models.capabilities import Capability
from models.colorizer import Colorizer, working_shape
from models.device import choose_device, mixed_precision
from models.errors import BadPhoto, DeviceUnavailable
from models.predictions.prediction import Prediction


def test_a_prediction_is_a_distribution_in_every_cell(prediction: Prediction) -> None:
    probability = prediction.probability()
    assert probability.shape == (prediction.bins.count, *prediction.grid)
    assert torch.allclose(probability.sum(0), torch.ones(prediction.grid), atol=1e-3)
    assert prediction.nbytes > 0


def test_the_same_photo_gives_the_same_prediction(
    colorizer: Colorizer, photo: NDArray[np.uint8], prediction: Prediction
) -> None:
    assert torch.equal(colorizer.predict(photo).logits, prediction.logits)


def test_depth_of_the_photo_makes_no_difference(
    colorizer: Colorizer, photo: NDArray[np.uint8], prediction: Prediction
) -> None:
    expected = prediction.decode(colorizer.card.defaults)
    deep = photo.astype(np.uint16) * 257
    for plane in (deep, (photo / 255.0).astype(np.float32)):
        ab = colorizer.predict(plane).decode(colorizer.card.defaults)
        assert (ab - expected).abs().mean() < 0.5


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1), (2, 3), (33, 257)])
def test_tiny_and_extreme_photos_are_coloured(colorizer: Colorizer, shape: tuple[int, int]) -> None:
    prediction = colorizer.predict(np.full(shape, 128, np.uint8))
    assert prediction.decode(colorizer.card.defaults).isfinite().all()
    assert max(prediction.grid) <= 4 * min(prediction.grid)


def test_pixels_that_are_no_numbers_are_refused(colorizer: Colorizer) -> None:
    plane = np.full((40, 40), 0.5, np.float32)
    plane[20, 20] = np.nan
    with pytest.raises(BadPhoto, match="no numbers"):
        colorizer.predict(plane)


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_working_shape_is_bounded_whatever_the_photo(height: int, width: int) -> None:
    rows, columns = working_shape((height, width), 256, 32)
    assert rows % 32 == 0
    assert columns % 32 == 0
    assert min(rows, columns) == 256
    assert max(rows, columns) <= 1024


def test_a_device_that_is_not_there_is_named() -> None:
    with pytest.raises(DeviceUnavailable, match="banana"):
        choose_device("banana")
    if not torch.cuda.is_available():
        with pytest.raises(DeviceUnavailable, match="CUDA"):
            choose_device("cuda")
    assert choose_device("auto").title


@pytest.mark.parametrize("native", [False, True])
def test_training_on_a_cpu_never_emulates_bfloat16(
    monkeypatch: pytest.MonkeyPatch, native: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: native)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    with mixed_precision(torch.device("cpu")):
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == (torch.bfloat16 if native else torch.float32)


def test_every_cpu_gives_the_same_colours(
    monkeypatch: pytest.MonkeyPatch, colorizer: Colorizer, photo: NDArray[np.uint8]
) -> None:
    cells = []
    for native in (False, True):
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda native=native: native)
        on_cpu = registry.load(registry.DEFAULT, choose_device("cpu"))
        prediction = on_cpu.predict(photo)
        cells.append(prediction.decode(prediction.usual))
    assert torch.equal(*cells)
    prediction = colorizer.predict(photo)
    assert (prediction.decode(prediction.usual) - cells[0]).abs().max() < 1.0  # a card's fp16


def test_half_precision_is_for_colorizers_that_declare_it(
    colorizer: Colorizer, photo: NDArray[np.uint8]
) -> None:
    device = replace(colorizer.device, precision="fp16")
    kinds = []
    hook = colorizer._network.fusion.register_forward_hook(
        lambda _module, _given, answer: kinds.append(answer.dtype)
    )
    for capabilities in (("distribution", "half"), ("distribution",)):
        card = replace(colorizer.card, capabilities=capabilities)
        Colorizer(card, colorizer._network, device).predict(photo)
    hook.remove()
    assert kinds == [torch.float16, torch.float32]


def test_a_prediction_knows_what_its_card_recommends(photo: NDArray[np.uint8]) -> None:
    for name in ("compact", "larsson2016", "iizuka2016"):
        colorizer = registry.load(name, choose_device("cpu"))
        colorizer.card = replace(colorizer.card, saturation=1.3)
        prediction = colorizer.predict(photo)
        assert prediction.usual == colorizer.card.defaults
        assert prediction.usual.saturation == 1.3
        if Capability.DISTRIBUTION in colorizer.card.capabilities:
            assert prediction.distribution().usual == colorizer.card.defaults

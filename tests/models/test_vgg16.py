# SPDX-License-Identifier: GPL-3.0-or-later
"""VGG-16 on gray pictures says what it says of the same pictures in RGB."""

import io
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from models.networks.vgg16 import (
    BLOCKS,
    CHANNELS,
    VGG16,
    Convolution,
    gray_convolutions,
    narrow_convolutions,
)
from models.training.configuration import BadConfiguration
from models.training.vgg16_weights import read_arrays, read_vgg16

PHOTO = Path(__file__).parents[1] / "data" / "nagasaki-boats.jpg"


@pytest.fixture(scope="module")
def convolutions() -> list[Convolution]:
    try:
        return read_vgg16()
    except BadConfiguration as error:
        pytest.skip(str(error))


def _color_maps(convolutions: list[Convolution], rgb: Tensor) -> list[Tensor]:
    mean = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
    x = (rgb - mean) / torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
    first_of_block = np.cumsum([0, *BLOCKS])[1:]
    maps = []
    for number, (weight, bias) in enumerate(convolutions):
        if number in first_of_block:
            x = functional.max_pool2d(x, 2)
        x = functional.conv2d(x, weight, bias, padding=1).relu()
        maps.append(x)
    return maps


def test_all_maps_of_a_gray_photo_are_those_of_the_color_network(
    convolutions: list[Convolution],
) -> None:
    with Image.open(PHOTO) as photo:
        pixels = np.asarray(photo.convert("L").resize((256, 256)))
    gray = torch.from_numpy(pixels.copy())[None, None] / 255.0
    network = VGG16().eval()
    network.load_vgg16(convolutions, scale=0.8, offset=0.5)
    with torch.inference_mode():
        expected = _color_maps(convolutions, gray.expand(-1, 3, -1, -1))
        maps = network((gray - 0.5) / 0.8)
    assert [m.shape for m in maps] == [m.shape for m in expected]
    receptive = 0  # how far one side of a map's cells sees, in pixels
    for number, (ours, theirs) in enumerate(zip(maps, expected, strict=True)):
        stride = 256 // ours.shape[-1]
        receptive += stride + (stride // 2 if number in np.cumsum(BLOCKS) else 0)
        # The two pad differently: what sees the picture's edge is left out.
        margin = -(-receptive // stride)
        inner = slice(margin, ours.shape[-1] - margin)
        assert ours[..., inner, inner].numel() > 0
        error = (ours - theirs)[..., inner, inner].abs().max()
        assert error < 1e-4 * theirs.abs().max(), number


def test_the_published_channels(convolutions: list[Convolution]) -> None:
    assert [tuple(weight.shape[:2]) for weight, _ in convolutions] == list(
        zip(CHANNELS, (3, *CHANNELS), strict=False)
    )
    assert sum(p.numel() for p in VGG16().parameters()) == 14_714_688 - 2 * 64 * 9


def test_a_narrow_start_keeps_the_strongest_filters(convolutions: list[Convolution]) -> None:
    network = VGG16(width=0.25)
    network.load_vgg16(convolutions)
    assert network.channels == (16, 16, 32, 32, 64, 64, 64, *(128,) * 6)
    gray = gray_convolutions(convolutions, 1.0, 0.0)
    strength = gray[0][0].flatten(1).norm(dim=1)
    kept = strength.topk(16).indices.sort().values
    assert torch.equal(network.convolutions[0].weight, gray[0][0][kept])
    with torch.inference_mode():
        maps = network(torch.rand(1, 1, 64, 64))
    assert maps[-1].shape == (1, 128, 4, 4)
    assert maps[-1].isfinite().all()
    assert maps[-1].std() > 0
    with pytest.raises(ValueError, match="64 channels"):
        narrow_convolutions(gray, [128, *CHANNELS[1:]])


def test_full_width_changes_nothing_beyond_the_first_layer(
    convolutions: list[Convolution],
) -> None:
    fitting = narrow_convolutions(gray_convolutions(convolutions, 1.0, 0.0), CHANNELS)
    for (ours, _), (theirs, _) in zip(fitting[1:], convolutions[1:], strict=True):
        assert torch.allclose(ours, theirs)


def test_a_pickle_with_more_than_arrays_is_refused() -> None:
    arrays = {"layer": {"kernel": np.arange(3.0)}}
    assert read_arrays(io.BytesIO(pickle.dumps(arrays)))["layer"]["kernel"].tolist() == [0, 1, 2]
    with pytest.raises(pickle.UnpicklingError, match="no part of an array"):
        read_arrays(io.BytesIO(pickle.dumps({"layer": print})))

# SPDX-License-Identifier: GPL-3.0-or-later
import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from skimage import color

from models.color.lab import (
    lab_from_srgb,
    lightness_from_luminance,
    linear_from_srgb,
    srgb_from_lab,
    srgb_from_linear,
)


def _grid(steps: int) -> np.ndarray:
    axis = np.linspace(0.0, 1.0, steps)
    return np.stack(np.meshgrid(axis, axis, axis), axis=-1).reshape(1, -1, 3)


def _planes(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(pixels).movedim(-1, -3)


def test_srgb_to_lab_equals_scikit_image_over_a_dense_grid() -> None:
    grid = _grid(52)
    expected = color.rgb2lab(grid)
    ours = lab_from_srgb(_planes(grid)).movedim(-3, -1).numpy()
    assert np.abs(ours - expected).max() <= 1e-3
    single = lab_from_srgb(_planes(grid.astype(np.float32))).movedim(-3, -1).numpy()
    assert np.abs(single - expected).max() <= 1e-3


def test_lab_to_srgb_equals_scikit_image_over_a_dense_grid() -> None:
    lab = color.rgb2lab(_grid(52))
    expected = color.lab2rgb(lab)
    ours = srgb_from_lab(_planes(lab)).movedim(-3, -1).numpy()
    assert np.abs(ours - expected).max() <= 1e-3


def test_every_8_bit_gray_comes_back() -> None:
    gray = torch.arange(256, dtype=torch.float32)[None] / 255.0
    lab = lab_from_srgb(gray.expand(3, 1, 256))
    assert lab[1:].abs().max() < 0.02
    back = (srgb_from_lab(lab) * 255.0).round()
    assert torch.equal(back, (gray * 255.0).round().expand(3, 1, 256))


def test_lightness_of_luminance_is_that_of_gray_pixels() -> None:
    coded = torch.linspace(0.0, 1.0, 1001, dtype=torch.float64)
    expected = color.rgb2lab(np.repeat(coded.numpy()[None, :, None], 3, axis=2))[0, :, 0]
    ours = lightness_from_luminance(linear_from_srgb(coded)).numpy()
    assert np.abs(ours - expected).max() <= 1e-3


@given(st.floats(0.0, 1.0))
def test_transfer_curve_round_trip(value: float) -> None:
    linear = linear_from_srgb(torch.tensor(value, dtype=torch.float64))
    assert abs(float(srgb_from_linear(linear)) - value) < 1e-6

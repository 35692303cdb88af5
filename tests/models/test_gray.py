# SPDX-License-Identifier: GPL-3.0-or-later
import numpy as np
import pytest
import torch
from skimage import color
from torch.nn import functional

from models.color.gray import (
    check_plane,
    lightness,
    preview_plane,
    reduced_luminance,
    reduced_plane,
)
from models.errors import BadPhoto


@pytest.mark.parametrize(
    ("plane", "reason"),
    [
        (np.zeros((4, 4, 3), np.uint8), "two dimensions"),
        (np.zeros((0, 4), np.uint8), "empty"),
        (np.zeros((4, 4), np.int64), "int64"),
        (np.zeros((4, 4), np.float64), "float64"),
        (np.full((700, 2), np.nan, np.float32), "no numbers"),
        (np.full((2, 2), np.inf, np.float32), "no numbers"),
    ],
)
def test_what_is_no_gray_plane_is_refused_with_the_reason(plane: np.ndarray, reason: str) -> None:
    with pytest.raises(BadPhoto, match=reason):
        check_plane(plane)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_lightness_is_that_of_scikit_image(dtype: type) -> None:
    coded = np.linspace(0.0, 1.0, 256)
    plane = coded if dtype is np.float32 else np.round(coded * np.iinfo(dtype).max)
    expected = color.rgb2lab(np.repeat(coded[None, :, None], 3, axis=2))[0, :, 0]
    ours = lightness(plane.astype(dtype)[None]).numpy()[0]
    assert np.abs(ours - expected).max() < (0.01 if dtype is np.uint16 else 1e-3)


def test_float_values_beyond_the_range_are_clipped() -> None:
    plane = np.array([[-0.5, 0.0, 1.0, 3.0]], np.float32)
    assert lightness(plane)[0].tolist() == pytest.approx([0.0, 0.0, 100.0, 100.0], abs=1e-3)


def test_reduction_averages_light_not_code_values() -> None:
    checkers = (np.indices((640, 480)).sum(0) % 2 * 255).astype(np.uint8)
    assert torch.allclose(reduced_luminance(checkers, 32, 24), torch.tensor(0.5), atol=1e-3)
    preview = preview_plane(checkers, 64)
    assert preview.shape == (64, 48)
    assert np.abs(preview.astype(int) - 188).max() <= 1  # sRGB code of half the light


def test_reduction_of_large_planes_keeps_positions() -> None:
    ramp = np.linspace(0.2, 0.8, 3001, dtype=np.float32)[:, None].repeat(701, axis=1)
    reduced = preview_plane(ramp, 100)
    assert reduced.shape == (100, 23)
    expected = 0.2 + 0.6 * (np.arange(100) + 0.5) / 100
    assert np.abs(reduced[:, 11] - expected).max() < 0.01


# Sides that no whole factor divides, down to where the last rows are a fraction of a box.
@pytest.mark.parametrize(
    ("side", "target"), [(5119, 80), (4097, 64), (3001, 100), (1023, 64), (401, 100), (50, 100)]
)
@pytest.mark.parametrize("axis", [0, 1])
def test_reduction_is_as_exact_as_scaling_in_one_go(side: int, target: int, axis: int) -> None:
    ramp = (np.arange(side, dtype=np.float32) + 0.5) / side
    frame = np.zeros(side, np.float32)
    frame[-1] = 1.0
    for line, tolerance in ((ramp, 0.025 / target), (frame, 0.04)):
        plane = np.moveaxis(np.repeat(line[:, None], 3, axis=1), 0, axis)
        size = tuple(target if length == side else 3 for length in plane.shape)
        reduced = reduced_plane(plane, *size, torch.tensor)
        expected = functional.interpolate(
            torch.tensor(plane)[None, None], size, mode="bilinear", antialias=True
        )[0, 0]
        assert torch.allclose(reduced, expected, rtol=0.0, atol=tolerance)


def test_small_photos_are_their_own_preview() -> None:
    plane = np.zeros((3, 5), np.uint16)
    assert preview_plane(plane, 5) is plane

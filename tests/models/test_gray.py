# SPDX-License-Identifier: GPL-3.0-or-later
import numpy as np
import pytest
import torch
from skimage import color

from models.color.gray import check_plane, lightness, preview_plane, reduced_luminance
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


def test_small_photos_are_their_own_preview() -> None:
    plane = np.zeros((3, 5), np.uint16)
    assert preview_plane(plane, 5) is plane

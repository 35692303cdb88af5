# SPDX-License-Identifier: GPL-3.0-or-later
"""Strokes of a large layer are sent smaller, and not one of them is lost."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

import npy
import strokes

RED, GREEN = (200, 30, 20), (10, 140, 60)


@pytest.fixture(params=["uint8", "uint16"])
def dtype(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small layers are treated as large ones are, in several strips."""
    monkeypatch.setattr(strokes, "ENOUGH", 16)
    monkeypatch.setattr(strokes, "STRIP", 20)


def sent(layer: np.ndarray) -> tuple[np.ndarray, bool]:
    """Give what is sent of a layer, and whether anything is painted."""
    height, width = layer.shape[:2]
    data, painted = strokes.plane(
        width, height, layer.dtype.name, lambda first, count: layer[first : first + count].tobytes()
    )
    header, values = npy.unpack(data)
    return np.frombuffer(values, header.dtype).reshape(header.shape), painted


def empty(width: int, height: int, dtype: str) -> np.ndarray:
    """Give a transparent layer; an eraser leaves colours beneath, as here."""
    layer = np.full((height, width, 4), 77, dtype)
    layer[..., 3] = 0
    return layer


def blocks(painted: np.ndarray, step: int) -> np.ndarray:
    """Tell in which blocks anything is painted, the slow way."""
    height, width = painted.shape
    whole = np.zeros((-(-height // step) * step, -(-width // step) * step), bool)
    whole[:height, :width] = painted
    return whole.reshape(-1, step, whole.shape[1] // step, step).any((1, 3))


def band(values: np.ndarray, start: int, thickness: int) -> np.ndarray:
    """Tell where values are within a range."""
    return (start <= values) & (values < start + thickness)


def lines(step: int, thickness: int) -> list[np.ndarray]:
    """Give masks of thin lines in every direction, at every place that a block has."""
    width, height = 16 * step + 3, 16 * step + step // 2
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    masks = []
    for phase in range(step):
        start = 5 * step + phase
        masks += [
            band(down, start, thickness) & (across > 2 * step),
            band(across, start, thickness) & (down < 9 * step),
            band(across - down, phase, thickness),
            band(across + 3 * down, 5 * start, thickness),
        ]
    return masks


@pytest.mark.parametrize("thickness", [1, 2, 3])
@pytest.mark.parametrize("step", [2, 4, 8])
@pytest.mark.usefixtures("few_are_enough")
def test_no_thin_line_is_lost(step: int, thickness: int, dtype: str) -> None:
    for mask in lines(step, thickness):
        layer = empty(mask.shape[1], mask.shape[0], dtype)
        opaque = np.iinfo(dtype).max
        layer[mask] = (*RED, opaque)
        plane, painted = sent(layer)
        wanted = blocks(mask, step)
        assert painted
        assert wanted.any()
        assert plane.shape == (*wanted.shape, 4)
        np.testing.assert_array_equal(plane[wanted], [(*RED, opaque)] * wanted.sum())
        assert not plane[~wanted].any()


@pytest.mark.usefixtures("few_are_enough")
def test_the_most_opaque_pixel_gives_the_colour(dtype: str) -> None:
    layer = empty(64, 64, dtype)
    layer[9, 8:12] = (*RED, 3)
    layer[10, 11] = (*GREEN, 4)
    plane, _painted = sent(layer)
    assert plane[2, 2].tolist() == [*GREEN, 4]
    assert np.count_nonzero(plane[..., 3]) == 1


@pytest.mark.usefixtures("few_are_enough")
def test_a_thin_stroke_more_is_noticed(dtype: str) -> None:
    layer = empty(70, 90, dtype)
    layer[20:30, 20:30] = (*RED, 255)
    seen = {hashlib.sha256(sent(layer)[0]).hexdigest()}
    for row in range(40, 48):
        more = layer.copy()
        more[row, 10:60] = (*GREEN, 1)
        seen.add(hashlib.sha256(sent(more)[0]).hexdigest())
    # Rows of one block of four look alike when all else is equal.
    assert len(seen) == 3


def test_a_thin_stroke_on_an_ordinary_scan_arrives() -> None:
    layer = np.zeros((4100, 5200, 4), np.uint8)
    layer[1003:1006, 700:1500] = (*RED, 255)
    plane, painted = sent(layer)
    assert painted
    assert plane.shape == (1025, 1300, 4)
    assert np.argwhere(plane[..., 3]).min(0).tolist() == [250, 175]
    assert np.count_nonzero(plane[..., 3]) == 2 * 200


def test_a_small_layer_is_sent_as_it_is(dtype: str) -> None:
    layer = np.random.default_rng(7).integers(1, 256, (1025, 1030, 4)).astype(dtype)
    plane, painted = sent(layer)
    assert painted
    np.testing.assert_array_equal(plane, layer)


def test_transparent_colour_is_no_stroke(dtype: str) -> None:
    layer = empty(6, 5, dtype)
    assert not sent(layer)[1]
    # Of 16 bits, either byte alone counts as well.
    layer[4, 5, 3] = 1
    assert sent(layer)[1]
    layer[4, 5, 3] = np.iinfo(dtype).max - np.iinfo(dtype).max // 256
    assert sent(layer)[1]


def test_a_mask_takes_strokes_away_in_part_or_wholly(dtype: str) -> None:
    opaque = np.iinfo(dtype).max
    layer = np.full((2, 3, 4), (*RED, opaque), dtype)
    cover = np.array([[255, 51, 0], [255, 255, 1]], dtype)
    given = strokes.masked(layer.tobytes(), cover.astype(np.uint8).tobytes(), dtype)
    seen = np.frombuffer(given, dtype).reshape(layer.shape)
    np.testing.assert_array_equal(seen[..., :3], layer[..., :3])
    np.testing.assert_array_equal(seen[..., 3], cover * (opaque // 255))

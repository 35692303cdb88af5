# SPDX-License-Identifier: GPL-3.0-or-later
"""Where regions lie and how their borders run, from masks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import binary_dilation

import region_shape
from layers.layer_names import part_name, place_name, region_color_name
from region_labels import RegionLabels
from region_shape import Box

HEIGHT, WIDTH = 60, 90


def mask(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    plane = np.zeros((HEIGHT, WIDTH), np.uint8)
    for left, top, right, bottom in boxes:
        plane[top:bottom, left:right] = 255
    return plane


def test_bounds_are_those_of_all_that_is_not_empty() -> None:
    assert region_shape.bounds(mask((5, 7, 20, 9)).tobytes(), WIDTH) == Box(5, 7, 20, 9)
    assert region_shape.bounds(mask((0, 0, WIDTH, HEIGHT)).tobytes(), WIDTH) == Box(0, 0, 90, 60)
    two = mask((80, 1, 90, 2), (0, 50, 1, 60))
    assert region_shape.bounds(two.tobytes(), WIDTH) == Box(0, 1, 90, 60)
    assert region_shape.bounds(mask().tobytes(), WIDTH).width == 0


@pytest.mark.parametrize(
    "boxes",
    [[(5, 7, 20, 30)], [(0, 0, 40, 20)], [(60, 40, 90, 60)], [(5, 5, 9, 9), (70, 0, 90, 60)]],
)
@pytest.mark.parametrize("thickness", [1, 2])
def test_the_outline_runs_along_the_border_and_nowhere_else(
    boxes: list[tuple[int, int, int, int]], thickness: int
) -> None:
    inside = mask(*boxes) > 0
    light, alpha = (
        np.frombuffer(plane, np.uint8).reshape(HEIGHT, WIDTH)
        for plane in region_shape.outline(mask(*boxes).tobytes(), WIDTH, thickness)
    )
    line = light == 255
    # Every pixel with another one beside or beneath it on the other side is near the line.
    near_border = binary_dilation(inside) & ~inside
    assert np.all(binary_dilation(line, np.ones((3, 3)))[near_border])
    far = ~binary_dilation(near_border, np.ones((3, 3)), iterations=2 + thickness)
    assert not alpha[far].any()
    assert np.all(alpha[line] == 255)
    seam = binary_dilation(line, np.ones((3, 3))) & ~line
    assert np.all(alpha[seam] > 0)
    assert not light[seam].any()
    # Rows that cross an upright border show how thick it is.
    left, top, _right, bottom = boxes[0]
    if left:
        across = line[(top + bottom) // 2, left - 3 : left + 4]
        assert across.sum() == thickness


def test_the_whole_photo_has_no_outline() -> None:
    _light, alpha = region_shape.outline(mask((0, 0, WIDTH, HEIGHT)).tobytes(), WIDTH, 1)
    assert not any(alpha)


@pytest.mark.parametrize(
    ("box", "place"),
    [
        ((0, 0, 90, 18), "Top"),
        ((0, 0, 20, 18), "Top left"),
        ((70, 25, 90, 35), "Right"),
        ((35, 25, 55, 35), "Center"),
        ((0, 22, 90, 38), "Middle"),
        ((0, 45, 90, 60), "Bottom"),
        ((0, 0, 20, 60), "Left"),
        ((0, 0, 90, 60), ""),
    ],
)
def test_places_have_honest_words(box: tuple[int, int, int, int], place: str) -> None:
    assert place_name(*region_shape.place(mask(box).tobytes(), WIDTH)) == place


def test_an_empty_mask_lies_nowhere() -> None:
    assert region_shape.place(mask().tobytes(), WIDTH) == ("", "")


@pytest.mark.parametrize("box", [Box(0, 0, 5, 5), Box(80, 50, 90, 60), Box(0, 0, 90, 10)])
def test_a_view_lies_in_the_picture_and_has_its_proportions(box: Box) -> None:
    view = region_shape.view(box, WIDTH, HEIGHT, 4 / 3, 40)
    assert 0 <= view.left < view.right <= WIDTH
    assert 0 <= view.top < view.bottom <= HEIGHT
    assert view.width / view.height == pytest.approx(4 / 3, rel=0.05)
    assert view.width >= 40
    assert view.left <= (box.left + box.right) / 2 <= view.right


def test_layers_are_named_for_people() -> None:
    assert region_color_name("Top left", "orange", 0.231) == "Top left: orange, 23 %"
    assert region_color_name("", "dark blue", 0.001) == "Dark blue, under 1 %"
    assert part_name("sky", "Top left") == "Sky"
    assert part_name("", "Top left") == "Top left"
    assert part_name("", "") == ""


def test_labels_tell_what_is_pointed_at() -> None:
    labels = RegionLabels(bytes([0, 0, 0, 1, 2, 2]), 3)
    assert labels.height == 2
    assert [labels.at(0.1, 0.1), labels.at(0.1, 0.9), labels.at(0.99, 0.99)] == [0, 1, 2]
    assert labels.at(1.0, 0.5) is labels.at(-0.1, 0.5) is labels.at(0.5, 1.2) is None
    assert labels.largest_first([{1}, {2}, {0}]) == [{0}, {2}, {1}]
    assert labels.largest_first([{0}, {1, 2}, {9}]) == [{0}, {1, 2}, {9}]


def test_pictures_are_compared_within_the_mask() -> None:
    one = np.random.default_rng(1).integers(20, 230, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    other = one + np.uint8(5)
    other[:30] += np.uint8(20)
    top, bottom = mask((0, 0, WIDTH, 30)), mask((0, 31, WIDTH, HEIGHT))
    assert not region_shape.alike(one.tobytes(), other.tobytes(), top.tobytes())
    assert region_shape.alike(one.tobytes(), other.tobytes(), bottom.tobytes())

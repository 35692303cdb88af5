# SPDX-License-Identifier: GPL-3.0-or-later
import numpy as np

from models.regions.borders import without_strips


def hills() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sky above hills; a region in the corner runs along the hills as a strip of the sky."""
    true = np.zeros((80, 120), np.int64)
    true[50:] = 1
    true[:20, :20] = 2
    light = np.where(true == 1, 30.0, 80.0)
    segmented = true.copy()
    segmented[46:50] = 2
    segmented[20:46, :4] = 2
    return true, light, segmented


def test_a_strip_beside_an_edge_goes_to_its_side_of_the_edge() -> None:
    true, light, segmented = hills()
    found = without_strips(segmented, light)
    assert (found == true)[:, 10:].mean() > 0.995
    assert (found[40:50, 10:] == 0).all()
    assert (found[50:] == 1).all()
    assert set(np.unique(found)) == {0, 1, 2}


def test_a_narrow_region_of_its_own_stays() -> None:
    labels = np.zeros((60, 60), np.int64)
    labels[10:50, 30:33] = 1  # a mast
    light = np.where(labels == 1, 20.0, 90.0)
    assert np.array_equal(without_strips(labels, light), labels)


def test_regions_without_any_width_stay() -> None:
    labels = np.arange(16).reshape(4, 4)
    assert np.array_equal(without_strips(labels, np.zeros((4, 4))), labels)
    alone = np.zeros((1, 1), np.int64)
    assert np.array_equal(without_strips(alone, np.zeros((1, 1))), alone)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces in a row: only neighbours are put together, the nearest ones first."""

import numpy as np
import pytest

from models.regions.connected_clusters import connected_clusters

IN_A_ROW = np.abs(np.subtract.outer(np.arange(5), np.arange(5))) == 1


def clusters(values: list[float], sizes: list[int], farthest: list[float]) -> list[list[list[int]]]:
    points = np.array(values)
    found = connected_clusters(
        np.abs(np.subtract.outer(points, points)), IN_A_ROW, np.array(sizes), farthest
    )
    return [
        sorted(np.flatnonzero(cluster == number).tolist() for number in np.unique(cluster))
        for cluster in found
    ]


def test_what_is_alike_but_apart_stays_apart() -> None:
    (found,) = clusters([0.0, 0.1, 9.0, 0.0, 0.1], [1] * 5, [1.0])
    assert found == [[0, 1], [2], [3, 4]]


def test_several_distances_give_coarser_and_coarser_clusters() -> None:
    found = clusters([0.0, 0.1, 1.0, 1.4, 9.0], [1] * 5, [0.05, 0.2, 0.5, 2.0, 99.0])
    assert found == [
        [[0], [1], [2], [3], [4]],
        [[0, 1], [2], [3], [4]],
        [[0, 1], [2, 3], [4]],
        [[0, 1, 2, 3], [4]],
        [[0, 1, 2, 3, 4]],
    ]


@pytest.mark.parametrize(("size", "together"), [(1, True), (9, False)])
def test_a_cluster_is_as_far_as_its_pieces_are_on_average(size: int, together: bool) -> None:
    # The third piece is 1.0 from the second and 2.0 from the first, which counts by its size.
    (found,) = clusters([0.0, 1.0, 2.0, 50.0, 99.0], [size, 1, 1, 1, 1], [1.6])
    assert found == ([[0, 1, 2], [3], [4]] if together else [[0, 1], [2], [3], [4]])


def test_nothing_is_changed_that_was_given() -> None:
    distances = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0)))
    neighbours = IN_A_ROW.copy()
    connected_clusters(distances, neighbours, np.ones(5, int), [1.0])
    assert (neighbours == IN_A_ROW).all()
    assert distances[0, 4] == 4.0

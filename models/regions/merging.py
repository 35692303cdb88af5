# SPDX-License-Identifier: GPL-3.0-or-later
"""Neighbouring segments of a photo put together while that costs little.

References
----------
.. [1] J. H. Ward, "Hierarchical Grouping to Optimize an Objective Function", JASA 1963.
.. [2] K. Haris, S. N. Efstratiadis, N. Maglaveras, A. K. Katsaggelos, "Hybrid Image Segmentation
   Using Watersheds and Fast Region Merging", IEEE TIP 1998.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage import graph

_FULL = 0.02  # share of the photo; an area beyond it costs no more: a wall may lie in uneven light


def merged(
    labels: NDArray[np.integer],
    picture: NDArray[np.floating],
    edges: NDArray[np.floating],
    dearest: float,
) -> NDArray[np.int64]:
    """Put neighbours together, the cheapest pair first, up to a cost.

    A pair costs the area in which it differs (Ward's n m / (n + m), up to 0.02) times how far its
    means lie apart times the strength of the edge between: neither the two sides of a soft shadow
    nor two alike things that lie side by side are kept apart by one of these alone, nor is one gap
    in the edge between two things enough to make them one.

    Parameters
    ----------
    labels : ndarray
        (H, W) connected segments 0, 1, ...
    picture : ndarray
        (H, W, C) in which they differ.
    edges : ndarray
        (H, W) strength of the edge at every pixel, see `edge_strength`.
    dearest : float
        Cost from which on nothing is put together.

    Returns
    -------
    ndarray
        (H, W) labels 0, 1, ...
    """
    if labels.max() == 0:
        return labels.astype(np.int64)
    neighbours = graph.rag_boundary(labels, edges, connectivity=1)
    areas = np.bincount(labels.flat) / labels.size
    planes = np.moveaxis(picture, -1, 0)
    means = np.stack([ndimage.mean(plane, labels, range(len(areas))) for plane in planes], axis=1)
    for label, node in neighbours.nodes(data=True):
        node.update(area=areas[label], mean=means[label])
    for one, other, edge in neighbours.edges(data=True):
        edge["strength"] = edge["weight"]
        edge["weight"] = _cost(neighbours.nodes[one], neighbours.nodes[other], edge["strength"])
    return graph.merge_hierarchical(
        labels,
        neighbours,
        dearest,
        rag_copy=False,
        in_place_merge=True,
        merge_func=_join,
        weight_func=_edge_after,
    ).astype(np.int64)


def edge_strength(picture: NDArray[np.floating], sigma: float) -> NDArray[np.floating]:
    """Magnitude of a picture's gradient.

    Parameters
    ----------
    picture : ndarray
        (H, W, C).
    sigma : float
        Of the Gaussian whose derivatives are taken, pixels.

    Returns
    -------
    ndarray
        (H, W) in the picture's unit per pixel.
    """
    planes = np.moveaxis(picture, -1, 0)
    return np.linalg.norm([ndimage.gaussian_gradient_magnitude(p, sigma) for p in planes], axis=0)


def _cost(one: dict[str, Any], other: dict[str, Any], strength: float) -> float:
    area = one["area"] * other["area"] / (one["area"] + other["area"])
    apart = np.linalg.norm(one["mean"] - other["mean"])
    return float(min(area, _FULL) * apart * strength)


def _join(neighbours: graph.RAG, gone: int, kept: int) -> None:
    one, other = neighbours.nodes[gone], neighbours.nodes[kept]
    area = one["area"] + other["area"]
    other["mean"] = (one["mean"] * one["area"] + other["mean"] * other["area"]) / area
    other["area"] = area


def _edge_after(neighbours: graph.RAG, gone: int, kept: int, third: int) -> dict[str, float]:
    """Edge between what two segments have become and a neighbour of either."""
    before = [
        neighbours[segment][third]
        for segment in (gone, kept)
        if neighbours.has_edge(segment, third)
    ]
    count = sum(edge["count"] for edge in before)
    strength = sum(edge["count"] * edge["strength"] for edge in before) / count
    cost = _cost(neighbours.nodes[kept], neighbours.nodes[third], strength)
    return {"count": count, "strength": strength, "weight": cost}

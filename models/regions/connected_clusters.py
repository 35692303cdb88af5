# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters of pieces that lie beside each other and are alike: average linkage, neighbours only.

References
----------
.. [1] F. Murtagh, "A Survey of Algorithms for Contiguity-constrained Clustering and Related
   Problems", The Computer Journal 28(1), 1985.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from skimage import graph


def connected_clusters(
    distances: NDArray[np.floating],
    neighbours: NDArray[np.bool_],
    sizes: NDArray[np.integer],
    farthest: Sequence[float],
) -> list[NDArray[np.int64]]:
    """Put the nearest two neighbours together, again and again, up to each of several distances.

    Parameters
    ----------
    distances : ndarray
        (n, n) between pieces.
    neighbours : ndarray
        (n, n) which of them lie beside each other.
    sizes : ndarray
        (n,) by which each counts in the mean distance of two clusters.
    farthest : sequence of float
        Distances up to which clusters are put together, ascending.

    Returns
    -------
    list of ndarray
        For each of those distances (n,) the cluster 0, 1, ... of each piece.
    """
    pieces = np.arange(len(sizes))
    clusters = graph.RAG()
    for piece in pieces.tolist():
        far = sizes[piece] * sizes * distances[piece]  # a cluster's in total, to each piece
        clusters.add_node(piece, labels=[piece], size=sizes[piece], far=far)
    for one, other in np.argwhere(np.triu(neighbours, 1)).tolist():
        clusters.add_edge(one, other, weight=distances[one, other])
    # What has been put together up to one distance is where the next one goes on.
    return [
        graph.merge_hierarchical(
            pieces,
            clusters,
            limit,
            rag_copy=False,
            in_place_merge=True,
            merge_func=_join,
            weight_func=_mean_distance,
        )
        for limit in farthest
    ]


def _join(clusters: graph.RAG, gone: int, kept: int) -> None:
    one, other = clusters.nodes[gone], clusters.nodes[kept]
    other["size"] = one["size"] + other["size"]
    other["far"] = one["far"] + other["far"]


def _mean_distance(clusters: graph.RAG, gone: int, kept: int, third: int) -> dict[str, float]:
    """Edge between what two clusters have become and a neighbour of either."""
    one, other = clusters.nodes[kept], clusters.nodes[third]
    total = one["far"][other["labels"]].sum()
    return {"weight": total / (one["size"] * other["size"])}

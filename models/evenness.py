# SPDX-License-Identifier: GPL-3.0-or-later
"""Clothes of one colour: pieces of a photo beside each other that show a garment agree.

What sets the places of a garment apart are folds and light, while a network may waver between two
colours for it, red here and violet there. Plants, ground and animals beside each other do differ,
and the light on a wall changes so slowly that clusters of it end where nothing does.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from models.likeness import likeness_as_seen
from models.pieces import Pieces
from models.regions.connected_clusters import connected_clusters

_EVEN = "clothes"
_GIVEN_UP = 0.8  # of what sets a piece apart from the others of its garment
_HARDLY = 0.05  # pieces that show clothes no more probably are not looked at: it saves time
# Distances up to which pieces are put together. Where a last digit decides whether something is one
# garment or two, as between two kinds of computers, it does so for one of these alone.
_FARTHEST = (0.8, 0.9, 1.0, 1.1, 1.2)


def evened(said: Tensor, pieces: Pieces) -> Tensor:
    """Bring pieces that show clothes nearer to the mean of those of the same garment.

    Parameters
    ----------
    said : Tensor
        (n, C) what is evened out.
    pieces : Pieces
        The n pieces of the photo.

    Returns
    -------
    Tensor
        Like `said`.
    """
    of_clothes = pieces.shown[:, [label == _EVEN for label in pieces.labels]].sum(1)
    some = (of_clothes > _HARDLY).nonzero().flatten()
    if len(some) == 0:
        return said
    points = likeness_as_seen(pieces.light[some], pieces.shown[some])
    sizes = pieces.superpixels.cells[some]
    clusters = connected_clusters(
        torch.cdist(points, points).numpy(),
        pieces.superpixels.neighbours()[np.ix_(some.numpy(), some.numpy())],
        sizes.numpy(),
        _FARTHEST,
    )
    mixing = torch.zeros(len(some), len(some))
    for cluster in clusters:
        of_one = torch.from_numpy(cluster[:, None] == cluster) * sizes
        mixing += of_one / of_one.sum(1, keepdim=True) / len(clusters)
    share = _GIVEN_UP * of_clothes[some, None]
    return said.index_copy(0, some, torch.lerp(said[some], mixing @ said[some], share))

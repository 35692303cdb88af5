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

from models.automatic.pieces import Pieces
from models.likeness import likeness_as_seen
from models.regions.connected_clusters import connected_clusters

_GIVEN_UP = 0.8  # of what sets a piece apart from the others of its garment
_HARDLY = 0.05  # pieces that show clothes no more probably are not looked at: it saves time
# Distances up to which pieces are put together. Where a last digit decides whether something is one
# garment or two, as between two kinds of computers, it does so for one of these alone.
_FARTHEST = (0.8, 0.9, 1.0, 1.1, 1.2)


class Garments:
    """The clothes that a photo shows.

    Parameters
    ----------
    pieces : Pieces
        The n pieces of the photo.
    """

    def __init__(self, pieces: Pieces):
        self.probability = pieces.shown[:, [label == "clothes" for label in pieces.labels]].sum(1)
        """(n,) how probably each piece shows clothes."""
        self._some = (self.probability > _HARDLY).nonzero().flatten()
        self._mixing = self._mean_of_each(pieces)

    def evened(self, said: Tensor) -> Tensor:
        """Bring pieces that show clothes nearer to the mean of those of the same garment.

        Parameters
        ----------
        said : Tensor
            (n, C) what is evened out.

        Returns
        -------
        Tensor
            Like `said`.
        """
        some = self._some
        share = _GIVEN_UP * self.probability[some, None]
        mean = self._mixing @ said[some]
        return said.index_copy(0, some, torch.lerp(said[some], mean, share))

    def _mean_of_each(self, pieces: Pieces) -> Tensor:
        """Find what every piece has to be multiplied by for the means of their garments, (m, m)."""
        some = self._some
        if len(some) < 2:
            return torch.ones(len(some), len(some))
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
        return mixing

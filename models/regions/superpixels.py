# SPDX-License-Identifier: GPL-3.0-or-later
"""Superpixels: a photo cut into small pieces of one lightness each.

They go by the photo alone: where the network's answer differs in its last digits, as between two
kinds of computers, they are still the same.

References
----------
.. [1] R. Achanta et al., "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods",
   IEEE TPAMI 34(11), 2012.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from skimage.segmentation import slic
from torch import Tensor

_COUNT = 300
_COMPACTNESS = 0.2  # the more, the rounder; lightness counts as from 0 to 1


class Superpixels:
    """Some three hundred pieces of a photo, fewer where it has no more cells [1]_.

    Parameters
    ----------
    light : Tensor
        (h, w) CIE L on the prediction's grid.
    """

    def __init__(self, light: Tensor):
        labels = slic(
            (light / 100.0).double().numpy(),
            n_segments=_COUNT,
            compactness=_COMPACTNESS,
            start_label=0,
            channel_axis=None,
        )
        self._labels = torch.from_numpy(labels).long()
        self.cells = self._labels.flatten().bincount()
        """(n,) how many cells each of them has."""

    def neighbours(self) -> NDArray[np.bool_]:
        """Tell which pieces lie beside each other, (n, n), be it across one cell between them."""
        labels = self._labels.numpy()
        beside = np.zeros((len(self.cells),) * 2, bool)
        for reach in (1, 2):
            for one, other in (
                (labels[reach:], labels[:-reach]),
                (labels[:, reach:], labels[:, :-reach]),
            ):
                beside[one, other] = beside[other, one] = True
        return beside

    def mean(self, planes: Tensor) -> Tensor:
        """Average planes, (C, h, w), over each of the pieces, (n, C)."""
        total = planes.new_zeros(len(planes), len(self.cells))
        total.index_add_(1, self._labels.flatten(), planes.flatten(1))
        return (total / self.cells).T

    def planes(self, values: Tensor) -> Tensor:
        """Lay values of the pieces, (n, C), out over the grid, (C, h, w)."""
        return values.T[:, self._labels]

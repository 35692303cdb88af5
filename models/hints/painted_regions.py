# SPDX-License-Identifier: GPL-3.0-or-later
"""The automatic regions that the artist's strokes are painted on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import label

_LEAST_SHARE = 0.25  # of a stroke that lies in a region, for it to be meant


def painted_regions(fixed: NDArray[np.bool_], labels: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Find the regions that strokes are meant for; one that a stroke only grazes is not.

    Parameters
    ----------
    fixed : ndarray
        (h, w), true under the strokes.
    labels : ndarray
        (H, W) of `models.regions.automatic.automatic_regions`, at any size.

    Returns
    -------
    ndarray
        (h, w), true in these regions.
    """
    rows, columns = (
        (np.arange(few) * many + many // 2) // few
        for few, many in zip(fixed.shape, labels.shape, strict=True)
    )
    region = labels[rows][:, columns]
    strokes, count = label(fixed, np.ones((3, 3)))
    meant: set[int] = set()
    for stroke in range(1, count + 1):
        found, cells = np.unique(region[strokes == stroke], return_counts=True)
        meant.update(found[cells >= _LEAST_SHARE * cells.sum()].tolist())
    return np.isin(region, sorted(meant))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Borders of regions on the photo's own edges.

Along a strong edge a segmentation cuts a strip from one side or both: predicted colours change a
few pixels beside the edge, and smoothing makes a ramp of it. A strip keeps the old colour when the
region beside it gets another one, and shows as a halo.

References
----------
.. [1] L. Vincent, P. Soille, "Watersheds in Digital Spaces", IEEE TPAMI 1991.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.filters import sobel
from skimage.segmentation import find_boundaries, watershed

_NARROW = 3.0  # half the width up to which a part of a region is a strip, pixels
_ROUND = 1.5  # by which regions are cut back less than they were hollowed out: corners stay, pixels
_SMOOTH = 0.7  # of the lightness whose edges are looked for, pixels


def without_strips(labels: NDArray[np.integer], light: NDArray[np.floating]) -> NDArray[np.int64]:
    """Give strips of regions to what they lie beside, up to the nearest edge of the photo.

    Parameters
    ----------
    labels : ndarray
        (H, W) from 0 on.
    light : ndarray
        (H, W) lightness.

    Returns
    -------
    ndarray
        (H, W) with the same labels. A region that is nowhere wider than a strip stays as it is.
    """
    depth = ndimage.distance_transform_edt(~find_boundaries(labels, mode="inner"))
    core = depth >= _NARROW
    if not core.any():
        return labels.astype(np.int64)
    has_core = np.zeros(labels.max() + 1, bool)
    has_core[labels[core]] = True
    distance, (row, column) = ndimage.distance_transform_edt(~core, return_indices=True)
    near_core = (labels[row, column] == labels) & (distance <= _NARROW + _ROUND)
    sure = np.where(near_core | ~has_core[labels], labels + 1, 0)
    edges = sobel(ndimage.gaussian_filter(light.astype(np.float32), _SMOOTH))
    return watershed(edges, sure).astype(np.int64) - 1

# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a photo: its automatic regions, those that are probably of one thing put together."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from models.regions.colours import RegionColours
from models.regions.pooling import pools
from models.regions.region import Region, coarse_mask, found_region

_ALIKE = 0.19  # Hellinger distance, and ...
_ALIKE_LIGHT = 25.0  # ... L, from which on regions are not taken for parts of one thing


def parts_of(colours: RegionColours, labels: NDArray[np.integer]) -> list[Region]:
    """Put regions of one lightness and one answer together.

    Parameters
    ----------
    colours : RegionColours
        Of the photo.
    labels : ndarray
        (H, W) what `automatic_regions` found.

    Returns
    -------
    list of Region
    """
    numbers = range(int(labels.max()) + 1)
    masks = [coarse_mask(labels == label, colours.grid) for label in numbers]
    alike = [1]
    if len(masks) > 1:
        stack = torch.stack(masks)
        # Between square roots of distributions the Euclidean distance is Hellinger's times sqrt 2.
        roots = pools(colours.probability, stack).sqrt() / (math.sqrt(2) * _ALIKE)
        light = pools(colours.light[None], stack) / _ALIKE_LIGHT
        seen = torch.cat((roots, light), dim=1).numpy()
        alike = fcluster(linkage(seen, "average"), 1.0, criterion="distance").tolist()
    part_of_label = np.asarray(alike)
    return [
        found_region(part_of_label[labels] == part, colours.grid) for part in dict.fromkeys(alike)
    ]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a photo: its automatic regions, those that are probably of one thing put together."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from models.coarse_grid import pools
from models.likeness import likeness
from models.predictions.content_map import ContentMap
from models.regions.colours import RegionColours
from models.regions.region import coarse_mask


def parts_of(
    colours: RegionColours, labels: NDArray[np.integer], contents: ContentMap | None
) -> list[list[int]]:
    """Put regions together that show the same, in the same light, and have one answer.

    Parameters
    ----------
    colours : RegionColours
        Of the photo.
    labels : ndarray
        (H, W) what `automatic_regions` found.
    contents : ContentMap or None
        What the photo shows. Without it, regions have to be more alike in lightness and answer.

    Returns
    -------
    list of list of int
        The labels of each part, in the order of their first ones.
    """
    numbers = range(int(labels.max()) + 1)
    if len(numbers) == 1:
        return [[0]]
    masks = torch.stack([coarse_mask(labels == label, colours.grid) for label in numbers])
    points = likeness(
        pools(colours.probability, masks),
        pools(colours.light[None], masks),
        None if contents is None else torch.stack([contents.probability(mask) for mask in masks]),
    )
    tree = linkage(points.numpy(), "average")
    parts: dict[int, list[int]] = {}
    for label, part in zip(numbers, fcluster(tree, 1.0, criterion="distance"), strict=True):
        parts.setdefault(int(part), []).append(label)
    return list(parts.values())

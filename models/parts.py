# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a photo: its automatic regions, those that are probably of one thing put together."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from models.contents import ContentMap
from models.regions.colours import RegionColours
from models.regions.pooling import pools
from models.regions.region import coarse_mask

# From which distance on, taken alone, regions are not of one part: Hellinger's of their
# distributions, that of their lightness, Hellinger's of what they show (docs/training-notes.md).
_COLOURS, _LIGHT, _CONTENT = 0.4, 35.0, 0.45
_COLOURS_ALONE, _LIGHT_ALONE = 0.19, 25.0  # where it is not known what they show


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
    masks = [coarse_mask(labels == label, colours.grid) for label in numbers]
    stack = torch.stack(masks)
    answers = _hellinger(pools(colours.probability, stack))
    light = pools(colours.light[None], stack)
    if contents is None:
        seen = [answers / _COLOURS_ALONE, light / _LIGHT_ALONE]
    else:
        shown = _hellinger(torch.stack([contents.probability(mask) for mask in masks]))
        seen = [answers / _COLOURS, light / _LIGHT, shown / _CONTENT]
    tree = linkage(torch.cat(seen, dim=1).numpy(), "average")
    parts: dict[int, list[int]] = {}
    for label, part in zip(numbers, fcluster(tree, 1.0, criterion="distance"), strict=True):
        parts.setdefault(int(part), []).append(label)
    return list(parts.values())


def _hellinger(probability: torch.Tensor) -> torch.Tensor:
    """Make points of distributions, (n, K), whose Euclidean distance is Hellinger's."""
    return (probability / 2.0).sqrt()

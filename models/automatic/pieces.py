# SPDX-License-Identifier: GPL-3.0-or-later
"""A photo in pieces, with what is seen of each of them before it has any colours."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from models.coarse_grid import coarse_plane
from models.predictions.content_map import ContentMap
from models.predictions.prediction import Prediction
from models.regions.superpixels import Superpixels


@dataclass(frozen=True, eq=False)
class Pieces:
    """The n superpixels of a photo on a prediction's grid."""

    superpixels: Superpixels
    light: Tensor
    """(n, 1) mean CIE L."""
    shown: Tensor
    """(n, K) how probably each one shows each of the things that are known."""
    labels: tuple[str, ...]
    """(K,) their names."""


def pieces_of(prediction: Prediction, contents: ContentMap) -> Pieces:
    """Cut a photo into pieces and look at each of them.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    contents : ContentMap
        What the photo shows.

    Returns
    -------
    Pieces
    """
    light = coarse_plane(prediction.lightness, prediction.grid)
    superpixels = Superpixels(light)
    shown = superpixels.mean(contents.at(*prediction.grid)).softmax(1)
    return Pieces(superpixels, superpixels.mean(light[None]), shown, contents.labels)

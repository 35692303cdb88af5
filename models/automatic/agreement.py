# SPDX-License-Identifier: GPL-3.0-or-later
"""Like places of a photo agree on their colours, however far they are from each other.

Smoothing evens colours out between edges; a fold, a strap or a shadow is one. Here each superpixel
takes over what the network says of all that are like it: a non-local mean [1]_ of pieces instead of
pixels.

References
----------
.. [1] A. Buades, B. Coll, J.-M. Morel, "A non-local algorithm for image denoising", CVPR 2005.
"""

from __future__ import annotations

from dataclasses import replace

import torch

from models.automatic.garments import Garments
from models.automatic.pieces import Pieces
from models.likeness import likeness
from models.predictions.distribution import DistributionPrediction

_NARROWNESS = 1.75  # pieces just about of one thing, 1 apart, count exp(-1.75) for each other
_KEPT = 0.6  # of what sets a cell apart from its superpixel


def agreed(
    prediction: DistributionPrediction, pieces: Pieces, garments: Garments
) -> DistributionPrediction:
    """Let like places agree on what the network says of their colours.

    The logarithms of distributions are averaged, as in smoothing. Within a superpixel most of the
    differences stay, between those of a garment few (see `models.automatic.garments`).

    Parameters
    ----------
    prediction : DistributionPrediction
        Of the photo.
    pieces : Pieces
        Of the photo; with what they show, as colours alone do not tell a face from a wall.
    garments : Garments
        Of these pieces.

    Returns
    -------
    DistributionPrediction
    """
    superpixels = pieces.superpixels
    log_probability = prediction.log_distribution(0.0).log_softmax(0)
    points = likeness(superpixels.mean(log_probability.exp()), pieces.light, pieces.shown)
    counts = (-_NARROWNESS * torch.cdist(points, points).square()).exp() * superpixels.cells
    said = superpixels.mean(log_probability)
    common = garments.evened(counts @ said / counts.sum(1, keepdim=True))
    own = prediction.class_weights.log().view(-1, 1, 1) + _KEPT * log_probability
    return replace(prediction, logits=(own + superpixels.planes(common - _KEPT * said)).half())

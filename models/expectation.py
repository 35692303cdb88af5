# SPDX-License-Identifier: GPL-3.0-or-later
"""What a network says of a photo's colours, joined with what such things usually look like.

A network is surer of itself than it is right: where it has hardly seen the like, a forest is brown,
a mountain blue, a wall golden.
"""

from __future__ import annotations

from dataclasses import replace

from models.coarse_grid import coarse_plane
from models.predictions.content_map import ContentMap
from models.predictions.distribution import DistributionPrediction
from models.regions.superpixels import Superpixels
from models.typical_colours import TypicalColours

_SHARE = 0.4  # of what is usual in what is said


def expected(
    prediction: DistributionPrediction, contents: ContentMap, typical: TypicalColours
) -> DistributionPrediction:
    """Let what things usually look like have a say in what the network says of their colours.

    Of every superpixel the weighted geometric mean of both distributions is taken; what sets its
    cells apart stays.

    Parameters
    ----------
    prediction : DistributionPrediction
        Of the photo.
    contents : ContentMap
        What the photo shows.
    typical : TypicalColours
        Of the things that the contents are about.

    Returns
    -------
    DistributionPrediction
    """
    light = coarse_plane(prediction.lightness, prediction.grid)
    pieces = Superpixels(light)
    said = prediction.log_distribution(0.0).log_softmax(0)
    shown = pieces.mean(contents.at(*prediction.grid)).softmax(1)
    usual = typical.log_probability(shown, pieces.mean(light[None]))
    change = _SHARE * (usual - pieces.mean(said))
    rebalanced = prediction.class_weights.log().view(-1, 1, 1) + said
    return replace(prediction, logits=(rebalanced + pieces.planes(change)).half())

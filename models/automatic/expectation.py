# SPDX-License-Identifier: GPL-3.0-or-later
"""What a network says of a photo's colours, joined with what such things usually look like.

A network is surer of itself than it is right: where it has hardly seen the like, a forest is brown,
a mountain blue, a wall golden.
"""

from __future__ import annotations

from dataclasses import replace

from models.automatic.pieces import Pieces
from models.predictions.distribution import DistributionPrediction
from models.typical_colours import TypicalColours

_SHARE = 0.4  # of what is usual in what is said


def expected(
    prediction: DistributionPrediction, pieces: Pieces, typical: TypicalColours
) -> DistributionPrediction:
    """Let what things usually look like have a say in what the network says of their colours.

    Of every superpixel the weighted geometric mean of both distributions is taken; what sets its
    cells apart stays.

    Parameters
    ----------
    prediction : DistributionPrediction
        Of the photo.
    pieces : Pieces
        Of the photo.
    typical : TypicalColours
        Of the things that the pieces are known to show.

    Returns
    -------
    DistributionPrediction
    """
    superpixels = pieces.superpixels
    said = prediction.log_distribution(0.0).log_softmax(0)
    usual = typical.log_probability(pieces.shown, pieces.light)
    change = _SHARE * (usual - superpixels.mean(said))
    rebalanced = prediction.class_weights.log().view(-1, 1, 1) + said
    return replace(prediction, logits=(rebalanced + superpixels.planes(change)).half())

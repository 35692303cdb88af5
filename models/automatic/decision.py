# SPDX-License-Identifier: GPL-3.0-or-later
"""Clothes get one of their likely colours, not what lies between them.

A suit that may as well be navy as brown is hardly violet, but the mean of both is. Elsewhere the
colours that are likely lie nearer to each other, and their mean is the calmer picture.
"""

from __future__ import annotations

from dataclasses import replace

from models.automatic.garments import Garments
from models.automatic.pieces import Pieces
from models.predictions.distribution import DistributionPrediction

_ANNEALING = 2.5  # the temperature of clothes is that of the rest divided by it
_VIVIDNESS = 0.5  # at which colours are likely, whatever is recommended


def decided(
    prediction: DistributionPrediction, pieces: Pieces, garments: Garments
) -> DistributionPrediction:
    """Anneal the distributions of clothes further than others.

    Parameters
    ----------
    prediction : DistributionPrediction
        Of the photo.
    pieces : Pieces
        Of the photo.
    garments : Garments
        Of these pieces; one that may show something else is annealed less.

    Returns
    -------
    DistributionPrediction
        What sets the cells of a piece apart stays.
    """
    superpixels = pieces.superpixels
    said = superpixels.mean(prediction.log_distribution(_VIVIDNESS).log_softmax(0))
    common = garments.evened(said)  # a garment decides as one
    below = common - common.max(1, keepdim=True).values
    more = (_ANNEALING - 1.0) * garments.probability[:, None] * below
    logits = prediction.logits.float() + superpixels.planes(more)
    return replace(prediction, logits=logits.half())

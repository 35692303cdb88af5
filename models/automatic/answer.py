# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a network says of every place to what the automatic picture is made of.

Probabilities, regions and alternatives stay the network's own.
"""

from __future__ import annotations

from models.automatic.agreement import agreed
from models.automatic.decision import decided
from models.automatic.expectation import expected
from models.automatic.garments import Garments
from models.automatic.pieces import pieces_of
from models.automatic.strength import toned
from models.predictions.content_map import ContentMap
from models.predictions.distribution import DistributionPrediction
from models.typical_colours import TypicalColours

_REACH = 0.5  # of what a card recommends: what agrees needs less evening out


def automatic_answer(
    said: DistributionPrediction,
    contents: ContentMap,
    typical: TypicalColours | None,
    smoothing: float,
) -> DistributionPrediction:
    """Join what is said of places with what is seen of the photo as a whole.

    Parameters
    ----------
    said : DistributionPrediction
        By the network.
    contents : ContentMap
        What the photo shows.
    typical : TypicalColours or None
        Of the things that the contents are about; None if they have not been counted.
    smoothing : float
        How far colours are evened out between edges where places do not agree, as a share of the
        short side.

    Returns
    -------
    DistributionPrediction
        Like places agree, what things usually look like has a say, clothes have one of their
        likely colours, and all are about as strong as such things are.
    """
    pieces = pieces_of(said, contents)
    garments = Garments(pieces)
    answer = agreed(said, pieces, garments)
    if typical is not None:
        answer = expected(answer, pieces, typical)
    answer = decided(answer, pieces, garments)
    reach = _REACH * smoothing
    return toned(answer.smoothed(reach), pieces, reach)

# SPDX-License-Identifier: GPL-3.0-or-later
"""How strong the colours of things are, beside those that are answered for them.

One saturation for all makes up for the paleness of a mean. A mean is pale where colours are
uncertain, as those of clothes are; grass, skin, skies and walls would be stronger than they ever
are, and clothes are paler even so.
"""

from __future__ import annotations

from dataclasses import replace

import torch

from models.automatic.pieces import Pieces
from models.coarse_grid import coarse_plane
from models.predictions.distribution import DistributionPrediction
from models.predictions.smoothing import smoothed

# Set by what chroma such things have on colour photos beside the answered one, next to other things
# (docs/training-notes.md).
_STRENGTH = {
    "grass": 0.7,
    "skin": 0.78,
    "room": 0.8,
    "hair": 0.82,
    "sky": 0.85,
    "ground": 0.85,
    "plants": 0.88,
    "animal": 0.9,
    "building": 1.1,
    "vehicle": 1.2,
    "clothes": 1.25,
}


def toned(
    prediction: DistributionPrediction, pieces: Pieces, reach: float
) -> DistributionPrediction:
    """Make colours about as strong as such things have them.

    Parameters
    ----------
    prediction : DistributionPrediction
        Of the photo.
    pieces : Pieces
        Of the photo.
    reach : float
        How far the strength is evened out between edges, as a share of the short side.

    Returns
    -------
    DistributionPrediction
    """
    of_each = torch.tensor([_STRENGTH.get(label, 1.0) for label in pieces.labels])
    strength = (pieces.shown @ of_each.log()[:, None]).exp()
    light = coarse_plane(prediction.lightness, prediction.grid)
    plane = smoothed(pieces.superpixels.planes(strength), light[None], reach)
    return replace(prediction, strength=plane[0])

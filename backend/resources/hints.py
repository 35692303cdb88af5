# SPDX-License-Identifier: GPL-3.0-or-later
"""``POST /v1/photos/ID/hints``: the photo in colours that honour the artist's strokes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from numpy.typing import NDArray

from backend import planes
from backend.pixels import color_response, lightness
from backend.received_plane import receive_plane
from backend.services import services
from backend.settings import NAMES, check_names, decoder_settings
from models.capabilities import Capability

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from models.predictions.prediction import Prediction

blueprint = Blueprint("hints", __name__)


@blueprint.post("/photos/<identity>/hints")
def hints(identity: str) -> Response:
    """Colour pixels with hints, sRGB.

    The body is a plane of strokes, (H, W, 4) uint8 or uint16, sRGB-coded with alpha, of any size
    with the photo's proportions. A colorizer that takes hints spreads them by itself.
    """
    from models import recomposition
    from models.hints.recomposition import HintedRecomposition
    from models.hints.strokes import check_hints

    here = services()
    photo = here.photos.get(identity)
    check_names(request.args, *NAMES, "size")
    settings = decoder_settings(request.args, photo.card.defaults)
    gray = lightness(photo, request.args)
    plane = receive_plane(planes.read_strokes, "The layer of colour hints")
    check_hints(plane, photo.gray.shape)
    if Capability.HINTS in photo.card.capabilities:

        def predict(plane: NDArray[Any]) -> Prediction:
            with here.inference.turn():
                name, size = photo.card.name, photo.working_size
                inferred = here.inference.predict(name, photo.gray, working_size=size, hints=plane)
            return inferred.prediction

        prediction = photo.hints.predicted(plane, predict)
        return color_response(recomposition.automatic(prediction, gray, settings), photo)
    spread = photo.hints.spread(plane)
    return color_response(
        HintedRecomposition(gray, photo.prediction.decode(settings), spread), photo
    )

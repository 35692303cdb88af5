# SPDX-License-Identifier: GPL-3.0-or-later
"""``GET /v1/photos/ID/confidence``: where the colorizer is sure and where it guesses."""

from __future__ import annotations

from flask import Blueprint, Response, request

from backend.pixels import confidence_response, lightness
from backend.services import services
from backend.settings import check_names

blueprint = Blueprint("confidence", __name__)

DEFAULT_MEASURE = "top"


@blueprint.get("/photos/<identity>/confidence")
def confidence(identity: str) -> Response:
    """Confidence for every pixel, 0..1."""
    from models.confidence import ConfidenceMap

    photo = services().photos.get(identity)
    check_names(request.args, "measure", "size")
    measure = request.args.get("measure", DEFAULT_MEASURE)
    gray = lightness(photo, request.args)
    return confidence_response(ConfidenceMap(photo.prediction, gray, measure))

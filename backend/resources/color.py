# SPDX-License-Identifier: GPL-3.0-or-later
"""``/v1/photos/ID/color`` and ``/ab``: the automatic result."""

from __future__ import annotations

from flask import Blueprint, Response, request

from backend.pixels import ab_response, color_response, lightness
from backend.services import services
from backend.settings import NAMES, check_names, decoder_settings

blueprint = Blueprint("color", __name__)


@blueprint.get("/photos/<identity>/color")
def color(identity: str) -> Response:
    """Colour pixels of the photo, sRGB."""
    from models import recomposition

    photo = services().photos.get(identity)
    check_names(request.args, *NAMES, "size")
    settings = decoder_settings(request.args, photo.card.defaults)
    gray = lightness(photo, request.args)
    return color_response(recomposition.automatic(photo.prediction, gray, settings), photo)


@blueprint.get("/photos/<identity>/ab")
def ab(identity: str) -> Response:
    """Colour planes of the photo, for programs that do colour science."""
    from models import recomposition

    photo = services().photos.get(identity)
    check_names(request.args, *NAMES, "size")
    settings = decoder_settings(request.args, photo.card.defaults)
    gray = lightness(photo, request.args)
    return ab_response(recomposition.automatic(photo.prediction, gray, settings))

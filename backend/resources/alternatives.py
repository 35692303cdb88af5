# SPDX-License-Identifier: GPL-3.0-or-later
"""``POST /v1/photos/ID/alternatives``: the photo around a chosen candidate."""

from __future__ import annotations

from flask import Blueprint, Response

from backend.photo_regions import MOST_CANDIDATES
from backend.pixels import color_response, lightness
from backend.problems import Problem
from backend.services import services
from backend.settings import NAMES, check_names, decoder_settings, json_object, truth, whole_number

blueprint = Blueprint("alternatives", __name__)


@blueprint.post("/photos/<identity>/alternatives")
def alternatives(identity: str) -> Response:
    """Colour pixels of an alternative, sRGB; with "everywhere" beyond its region too."""
    from models import recomposition

    photo = services().photos.get(identity)
    given = json_object()
    check_names(given, "candidate", "region", "everywhere", *NAMES, "size")
    if given.get("candidate") is None:
        raise Problem("bad-parameter", 'Name the candidate by its index, as in {"candidate": 0}.')
    index = whole_number(given, "candidate", 0, 0, MOST_CANDIDATES - 1)
    everywhere = truth(given, "everywhere")
    settings = decoder_settings(given, photo.card.defaults)
    gray = lightness(photo, given)
    region = None if given.get("region") is None else str(given["region"])
    if region is None:
        found = photo.regions.candidates_of_photo()
    else:
        found = photo.regions.candidates_of_region(region)
    if index >= len(found):
        raise Problem(
            "unknown-candidate",
            f"There is no candidate number {index} here; ask for the candidates again.",
        )
    if region is not None and index == 0:  # the region's automatic colour
        return color_response(recomposition.automatic(photo.prediction, gray, settings), photo)
    recompose = recomposition.candidate_everywhere if everywhere else recomposition.alternative
    return color_response(recompose(photo.prediction, gray, found[index], settings), photo)

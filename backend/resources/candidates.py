# SPDX-License-Identifier: GPL-3.0-or-later
"""``POST /v1/photos/ID/candidates``: plausible colours of parts of a photo."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from backend.photo_regions import MOST_CANDIDATES, name_of_candidates_region
from backend.services import services
from backend.settings import check_names, json_object, whole_number

blueprint = Blueprint("candidates", __name__)

DEFAULT_COUNT = 4


@blueprint.post("/photos/<identity>/candidates")
def candidates(identity: str) -> Response:
    """List candidates: of the whole photo's parts, or of one region with its automatic colour.

    Each has the name of its region, and what that shows as far as it is sure.
    """
    photo = services().photos.get(identity)
    given = json_object()
    check_names(given, "count", "region")
    count = whole_number(given, "count", DEFAULT_COUNT, 1, MOST_CANDIDATES)
    region = None if given.get("region") is None else str(given["region"])
    if region is None:
        found = photo.regions.candidates_of_photo()
    else:
        found = photo.regions.candidates_of_region(region)
    contents = photo.regions.contents()
    return jsonify(
        candidates=[
            {
                "index": candidate.index,
                "ab": [round(float(value), 3) for value in candidate.ab],
                "srgb": [int(value) for value in candidate.srgb],
                "probability": round(float(candidate.probability), 4),
                "name": candidate.name,
                "region": region or name_of_candidates_region(candidate.index),
                "content": None if contents is None else contents.of(candidate.mask),
            }
            for candidate in found[:count]
        ]
    )

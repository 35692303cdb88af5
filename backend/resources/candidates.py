# SPDX-License-Identifier: GPL-3.0-or-later
"""``POST /v1/photos/ID/candidates``: plausible colours of parts of a photo."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from backend.application import services
from backend.settings import json_object, whole_number

blueprint = Blueprint("candidates", __name__)

DEFAULT_COUNT = 4
MOST = 16


@blueprint.post("/photos/<identity>/candidates")
def candidates(identity: str) -> Response:
    """List candidates: of the whole photo's parts, or of one region with its automatic colour."""
    from models.candidates import candidates as find_candidates
    from models.candidates import region_candidates

    photo = services().photos.get(identity)
    given = json_object()
    count = whole_number(given, "count", DEFAULT_COUNT, 1, MOST)
    if given.get("region") is None:
        found = find_candidates(photo.prediction, count)
        photo.candidates = max(photo.candidates, found, key=len)
    else:
        mask = photo.regions.mask(str(given["region"]))
        found = region_candidates(photo.prediction, mask, count)
    return jsonify(
        candidates=[
            {
                "index": candidate.index,
                "ab": [round(float(value), 3) for value in candidate.ab],
                "srgb": [int(value) for value in candidate.srgb],
                "probability": round(float(candidate.probability), 4),
                "name": candidate.name,
            }
            for candidate in found
        ]
    )

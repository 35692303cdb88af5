# SPDX-License-Identifier: GPL-3.0-or-later
"""``/v1/photos/ID/regions``: parts of a photo, found automatically or drawn by the artist."""

from __future__ import annotations

import numpy as np
from flask import Blueprint, Response, jsonify, request

from backend import planes
from backend.application import services
from backend.problems import Problem
from backend.settings import whole_number

blueprint = Blueprint("regions", __name__)

MOST = 40


@blueprint.get("/photos/<identity>/regions")
def automatic(identity: str) -> Response:
    """Labels of the automatic regions at the working size, (H, W) uint16 from 0 on.

    A label is the name of its region in later requests.
    """
    from models.regions import automatic_regions

    photo = services().photos.get(identity)
    most = whole_number(request.args, "count", MOST, 1, MOST)
    labels = automatic_regions(photo.prediction, most)
    photo.regions.set_automatic(labels, photo.prediction.grid)
    chunks, length = planes.stream(labels.shape, np.uint16, [labels])
    response = Response(chunks, content_type=planes.CONTENT_TYPE)
    response.content_length = length
    return response


@blueprint.post("/photos/<identity>/regions")
def drawn(identity: str) -> tuple[Response, int]:
    """Take in a mask of any size, (H, W) from 0 to 1 or to the largest whole number; name it."""
    from models.regions import coarse_plane, unit_plane

    photo = services().photos.get(identity)
    if request.content_length is None:
        raise Problem("bad-plane", "The request does not say how long its body is.")
    sent = planes.read_gray(request.stream, request.content_length, services().limits.max_pixels)
    mask = coarse_plane(unit_plane(sent), photo.prediction.grid).clamp(0.0, 1.0)
    if not mask.any():
        raise Problem("empty-region", "The region is empty: select a part of the photo first.")
    return jsonify(region=photo.regions.add(mask), share=round(float(mask.mean()), 4)), 201

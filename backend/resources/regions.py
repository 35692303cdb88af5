# SPDX-License-Identifier: GPL-3.0-or-later
"""``/v1/photos/ID/regions``: parts of a photo, found automatically or drawn by the artist."""

from __future__ import annotations

import numpy as np
from flask import Blueprint, Response, jsonify, request

from backend import planes
from backend.pixels import lightness, plane_response
from backend.received_plane import receive_plane
from backend.services import services
from backend.settings import check_names, whole_number
from backend.strips import strip_rows
from models.regions.count import MOST_REGIONS

blueprint = Blueprint("regions", __name__)


@blueprint.get("/photos/<identity>/regions")
def automatic(identity: str) -> Response:
    """Labels of the automatic regions, (H, W) uint16 from 0 on.

    They are at the working size, but with a short side of 320 pixels at most. A label is the name
    of its region in later requests.
    """
    photo = services().photos.get(identity)
    check_names(request.args, "count")
    most = whole_number(request.args, "count", MOST_REGIONS, 1, MOST_REGIONS)
    labels = photo.regions.automatic(most)
    return plane_response(*planes.stream(labels.shape, np.uint16, [labels]))


@blueprint.get("/photos/<identity>/parts")
def parts(identity: str) -> Response:
    """Labels of the automatic regions that are probably of one thing, part by part."""
    photo = services().photos.get(identity)
    check_names(request.args)
    return jsonify(parts=photo.regions.parts())


@blueprint.post("/photos/<identity>/regions")
def drawn(identity: str) -> tuple[Response, int]:
    """Take in a mask of any size, (H, W) from 0 to 1 or to the largest whole number; name it."""
    photo = services().photos.get(identity)
    check_names(request.args)
    height, width = photo.gray.shape
    name, share = photo.regions.draw(
        receive_plane(planes.read_gray, "The region's mask"), (height, width)
    )
    return jsonify(region=name, share=round(share, 4)), 201


@blueprint.get("/photos/<identity>/regions/<name>")
def mask(identity: str, name: str) -> Response:
    """Mask of a region, (H, W) uint8, 255 inside, soft along its border.

    That of an automatic region or of a candidate's follows the photo's edges, that of a drawn one
    is the one that was sent.
    """
    photo = services().photos.get(identity)
    check_names(request.args, "size")
    gray = lightness(photo, request.args)
    found = photo.regions.region(name).mask(gray)
    strips = found.strips(strip_rows(found.width))
    return plane_response(*planes.stream((found.height, found.width), np.uint8, strips))

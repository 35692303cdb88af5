# SPDX-License-Identifier: GPL-3.0-or-later
"""``GET /v1/health``: answers at once, whatever else is going on."""

from __future__ import annotations

import os

from flask import Blueprint, Response, jsonify, request

from backend import __version__, locations
from backend.services import services
from backend.settings import check_names

blueprint = Blueprint("health", __name__)

API = 1


@blueprint.get("/health")
def health() -> Response:
    """Version, state, device, memory, and where the log is."""
    check_names(request.args)
    inference, photos = services().inference, services().photos
    device = inference.device
    count, nbytes = photos.usage()
    return jsonify(
        version=__version__,
        api=API,
        state=inference.state,
        reason=inference.reason,
        device=device and device.name,
        device_title=device and device.title,
        precision=device and device.precision,
        memory={"photos": count, "photos_bytes": nbytes, "limit_bytes": photos.limit_bytes},
        pid=os.getpid(),
        log=str(locations.log_file()),
    )

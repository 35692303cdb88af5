# SPDX-License-Identifier: GPL-3.0-or-later
"""``/v1/photos``: a photo comes in, goes through the network, and is kept."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from flask import Blueprint, Response, jsonify, request, url_for
from numpy.typing import NDArray

from backend import planes
from backend.application import services
from backend.photo_store import Photo
from backend.problems import Problem
from models.errors import BadPhoto

blueprint = Blueprint("photos", __name__)


@blueprint.post("/photos")
def create() -> tuple[Response, int, dict[str, str]]:
    """Colour a photo: a gray plane, or an image file."""
    from models import registry

    here = services()
    card = registry.card(request.args.get("colorizer") or registry.DEFAULT)
    is_file = _is_image_file()
    # The body is read within the turn, so that one photo at a time takes memory.
    with here.inference.turn():
        begun = time.monotonic()
        gray, color_type, notes = _read_file() if is_file else _read_plane()
        here.photos.check_size(gray.nbytes)
        read = time.monotonic()
        try:
            inferred = here.inference.predict(card.name, gray)
        except BadPhoto as error:
            raise Problem("bad-photo" if is_file else "bad-plane", str(error)) from error
        network = time.monotonic()
    photo = Photo(gray, color_type, card, inferred.prediction)
    here.photos.add(photo)
    height, width = gray.shape
    body = {
        "id": photo.identity,
        "colorizer": card.name,
        "height": height,
        "width": width,
        "dtype": gray.dtype.name,
        "grid": list(inferred.prediction.grid),
        "device": inferred.device.name,
        "precision": inferred.device.precision,
        "notes": [*notes, *inferred.notes],
        "timings": {"read": round(read - begun, 4), "network": round(network - read, 4)},
    }
    where = url_for("photos.delete", identity=photo.identity)
    return jsonify(body), 201, {"Location": where}


@blueprint.delete("/photos/<identity>")
def delete(identity: str) -> tuple[str, int]:
    """Forget a photo."""
    services().photos.remove(identity)
    return "", 204


def _is_image_file() -> bool:
    kind = request.mimetype
    if kind.startswith("image/"):
        return True
    if kind in (planes.CONTENT_TYPE, "application/octet-stream"):
        return False
    raise Problem(
        "unsupported-media-type",
        f"Send {planes.CONTENT_TYPE} or an image file, not {kind or 'an unnamed content type'}.",
    )


def _read_plane() -> tuple[NDArray[Any], np.dtype[Any], list[str]]:
    length = request.content_length
    if length is None:
        raise Problem("bad-plane", "The request does not say how long its body is.")
    gray = planes.read_gray(request.stream, length, services().limits.max_pixels)
    return gray, np.dtype(np.uint8 if gray.dtype == np.uint8 else np.uint16), []


def _read_file() -> tuple[NDArray[Any], np.dtype[Any], list[str]]:
    from backend.photo_reading import read_photo

    photo = read_photo(request.get_data(cache=False), "The photo", services().limits.max_pixels)
    return photo.gray, photo.depth, list(photo.notes)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client is told when a photo has been through the network and is kept."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict

from flask import Response, jsonify, url_for

from backend.inference import Inferred
from backend.photo_store import Photo
from backend.services import services

_CLASSES = 5  # of what a photo may show are told


class Stopwatch:
    """Seconds that the parts of a creation take."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self.timings: dict[str, float] = {}

    def lap(self, part: str) -> None:
        """End the part called `part`."""
        now = time.monotonic()
        self.timings[part] = round(now - self._last, 4)
        self._last = now


def created(
    photo: Photo, inferred: Inferred, notes: Iterable[str], timings: dict[str, float]
) -> tuple[Response, int, dict[str, str]]:
    """Keep a photo and answer ``201`` with its id.

    Raises
    ------
    Problem
        ``too-large`` when it alone is over the limit of the memory for photos.
    """
    services().photos.add(photo)
    height, width = photo.gray.shape
    body = {
        "id": photo.identity,
        "colorizer": photo.card.name,
        "height": height,
        "width": width,
        "dtype": photo.gray.dtype.name,
        "working_size": photo.working_size,
        "grid": list(photo.prediction.grid),
        "device": inferred.device.name,
        "precision": inferred.device.precision,
        "notes": [*notes, *inferred.notes],
        "timings": timings,
    }
    if photo.smoothing is not None:
        body["scene"] = photo.smoothing.scenes
    if photo.prediction.classes:
        body["classes"] = [asdict(known) for known in photo.prediction.classes[:_CLASSES]]
    where = url_for("photos.delete", identity=photo.identity)
    return jsonify(body), 201, {"Location": where}

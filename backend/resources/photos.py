# SPDX-License-Identifier: GPL-3.0-or-later
"""``/v1/photos``: a photo comes in, goes through the network, and is kept."""

from __future__ import annotations

from flask import Blueprint, Response, request

from backend.film import continued
from backend.photo_creation import Stopwatch, created
from backend.photo_store import Photo
from backend.problems import Problem
from backend.received_photo import is_image_file, receive
from backend.services import services
from backend.settings import check_names, whole_number
from models.errors import BadPhoto
from models.working_size import LARGEST, SMALLEST

blueprint = Blueprint("photos", __name__)


@blueprint.post("/photos")
def create() -> tuple[Response, int, dict[str, str]]:
    """Colour a photo: a gray plane, or an image file; alone, or as the next frame of a film."""
    from models import registry

    here = services()
    check_names(request.args, "colorizer", "working_size", "follows")
    follows = request.args.get("follows")
    previous = None if follows is None else here.photos.get(follows)
    usual = previous.card if previous else registry.card(registry.DEFAULT)
    card = registry.card(request.args.get("colorizer") or usual.name)
    if previous and previous.card != card:
        raise Problem(
            "bad-parameter",
            f"The frame before was coloured by {previous.card.title}, which cannot be continued by "
            f"{card.title}. Use one colorizer for the whole film.",
        )
    size = previous.working_size if previous else card.working_size
    working_size = whole_number(request.args, "working_size", size, SMALLEST, LARGEST)
    is_file = is_image_file()
    # The body is read within the turn, so that one photo at a time takes memory.
    with here.inference.turn():
        watch = Stopwatch()
        received = receive()
        here.photos.check_size(received.gray.nbytes)
        watch.lap("read")
        try:
            inferred = here.inference.predict(card.name, received.gray, working_size=working_size)
        except BadPhoto as error:
            raise Problem("bad-photo" if is_file else "bad-plane", str(error)) from error
        watch.lap("network")
        prediction, smoothing = inferred.prediction, None
        if previous:
            prediction, smoothing = continued(previous, prediction)
            watch.lap("smoothing")
    photo = Photo(
        received.gray,
        received.color_type,
        inferred.card,
        prediction,
        working_size,
        here.inference.contents,
        smoothing,
    )
    return created(photo, inferred, received.notes, watch.timings)


@blueprint.delete("/photos/<identity>")
def delete(identity: str) -> tuple[str, int]:
    """Forget a photo."""
    check_names(request.args)
    services().photos.remove(identity)
    return "", 204

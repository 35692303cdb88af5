# SPDX-License-Identifier: GPL-3.0-or-later
"""``/v1/photos/ID/style``: the photo once more, in the style of another one."""

from __future__ import annotations

from flask import Blueprint, Response, request

from backend.photo_creation import Stopwatch, created
from backend.photo_store import Photo
from backend.problems import Problem
from backend.received_photo import is_image_file, receive
from backend.services import services
from backend.settings import check_names
from models.errors import BadPhoto

blueprint = Blueprint("style", __name__)


@blueprint.post("/photos/<identity>/style")
def create(identity: str) -> tuple[Response, int, dict[str, str]]:
    """Colour a photo in the style of the one in the body, as a photo of its own.

    What was there stays as it was, so that an artist can go back and compare.
    """
    from models.style import check_style

    here = services()
    photo = here.photos.get(identity)
    check_names(request.args)
    check_style(photo.card)
    is_file = is_image_file()
    with here.inference.turn():
        watch = Stopwatch()
        style = receive("The photo that gives the style")
        watch.lap("read")
        try:
            inferred = here.inference.predict(
                photo.card.name, photo.gray, style.gray, photo.working_size
            )
        except BadPhoto as error:
            raise Problem("bad-photo" if is_file else "bad-plane", str(error)) from error
        watch.lap("network")
    styled = Photo(
        photo.gray,
        photo.color_type,
        inferred.card,
        inferred.prediction,
        photo.working_size,
        here.inference.contents,
    )
    notes = [f"Of the photo that gives the style: {note}" for note in style.notes]
    return created(styled, inferred, notes, watch.timings)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flask application: services, guards and one blueprint for each resource."""

from __future__ import annotations

import logging
import threading
import time

from flask import Flask, Response, g, request

from backend import access, problems, services
from backend.activity import Activity
from backend.configuration import Limits
from backend.freed_memory import give_back
from backend.inference import Inference
from backend.photo_store import PhotoStore
from backend.resources import BLUEPRINTS
from backend.weights_installations import WeightsInstallations

_log = logging.getLogger(__name__)


def create_app(
    token: str,
    inference: Inference,
    limits: Limits | None = None,
    activity: Activity | None = None,
    end: threading.Event | None = None,
) -> Flask:
    """Make the application.

    Parameters
    ----------
    token : str
        The bearer token that every request must carry.
    inference : Inference
        The networks; it may still be loading.
    limits : Limits, optional
        Bounds on memory and sizes.
    activity : Activity, optional
        Told of every request from its beginning until its answer is sent.
    end : threading.Event, optional
        Is set when a caller wishes the backend to end.

    Returns
    -------
    Flask
    """
    limits = limits or Limits()
    app = Flask("backend", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = limits.max_request_bytes
    app.json.sort_keys = False  # type: ignore[attr-defined]
    photos = PhotoStore(limits.photo_store_bytes)
    activity = activity or Activity()
    installations = WeightsInstallations(activity)
    end = end or threading.Event()
    services.register(app, services.Services(limits, inference, photos, installations, end))
    problems.register(app)
    access.guard(app, token)
    _watch(app, activity, photos)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix="/v1")
    return app


def _watch(app: Flask, activity: Activity, photos: PhotoStore) -> None:
    """Log the requests that were let in and count them as activity until they are answered."""

    @app.before_request
    def _begin() -> None:
        g.begun = time.monotonic()
        activity.begin()

    @app.after_request
    def _end(response: Response) -> Response:
        if "begun" in g:
            response.call_on_close(activity.end)
            if "/photos" in request.path:
                photos.make_room()  # whatever the photo in use remembers now
                response.call_on_close(give_back)
            seconds = time.monotonic() - g.begun
            _log.log(
                _level(response),
                "%s %s %d, %.2f s",
                request.method,
                request.path,
                response.status_code,
                seconds,
            )
        return response


def _level(response: Response) -> int:
    """Keep those who ask every second how things are out of the log."""
    asks = request.method == "GET" and "/photos" not in request.path
    return logging.DEBUG if asks and response.status_code < 400 else logging.INFO

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the resources share, found through the application that serves the request."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from backend.configuration import Limits
from backend.inference import Inference
from backend.photo_store import PhotoStore
from backend.weights_installations import WeightsInstallations

_KEY = "colorize-auto"


@dataclass(eq=False)
class Services:
    """What the resources share."""

    limits: Limits
    inference: Inference
    photos: PhotoStore
    installations: WeightsInstallations
    end: threading.Event
    """Set when the backend is to end."""


def services() -> Services:
    """Return the services of the current application."""
    return cast(Services, current_app.extensions[_KEY])


def register(app: Flask, shared: Services) -> None:
    """Give an application its services."""
    app.extensions[_KEY] = shared

# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos in the bodies of requests: a gray plane, or an image file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import request
from numpy.typing import NDArray

from backend import planes
from backend.problems import Problem
from backend.received_plane import receive_plane
from backend.services import services


@dataclass(frozen=True, eq=False)
class ReceivedPhoto:
    """A photo as it arrived."""

    gray: NDArray[Any]
    """(H, W) uint8, uint16 or float32, sRGB-coded; the values are not looked at."""
    color_type: np.dtype[Any]
    """uint8 or uint16: of the colour pixels that suit it."""
    notes: tuple[str, ...]
    """What the user should know, in sentences."""


def is_image_file() -> bool:
    """Whether the body of the current request is an image file; otherwise it is a plane.

    Raises
    ------
    Problem
        ``unsupported-media-type`` when it is neither.
    """
    kind = request.mimetype
    if kind.startswith("image/"):
        return True
    if kind in (planes.CONTENT_TYPE, "application/octet-stream"):
        return False
    raise Problem(
        "unsupported-media-type",
        f"Send {planes.CONTENT_TYPE} or an image file, not {kind or 'an unnamed content type'}.",
    )


def receive(name: str = "The photo") -> ReceivedPhoto:
    """Read the photo in the body of the current request.

    Parameters
    ----------
    name : str
        What it is, at the beginning of sentences.

    Raises
    ------
    Problem
        ``bad-plane`` or ``too-large``; see also `is_image_file`.
    backend.photo_files.formats.BadPhotoFile
        When it is a file that cannot be read.
    """
    if is_image_file():
        from backend.photo_files.reading import read_photo

        most = services().limits.max_pixels
        photo = read_photo(request.get_data(cache=False), name, most)
        return ReceivedPhoto(photo.gray, photo.depth, photo.notes)
    gray = receive_plane(planes.read_gray, name)
    return ReceivedPhoto(gray, np.dtype(np.uint8 if gray.dtype == np.uint8 else np.uint16), ())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Planes in the bodies of requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any

from flask import request
from numpy.typing import NDArray

from backend.problems import Problem
from backend.services import services


def receive_plane(
    read: Callable[[IO[bytes], int, int, str], NDArray[Any]], name: str
) -> NDArray[Any]:
    """Read the plane in the body of the current request.

    Parameters
    ----------
    read : callable
        One of those of `backend.planes`, for the kind of plane that is expected.
    name : str
        What it is, at the beginning of sentences.

    Raises
    ------
    Problem
        ``bad-plane`` when the body is no such plane, ``too-large`` when it has too many pixels.
    """
    if request.content_length is None:
        raise Problem("bad-plane", "The request does not say how long its body is.")
    return read(request.stream, request.content_length, services().limits.max_pixels, name)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Recomposed photos and their planes as responses: ``.npy`` in strips, or a PNG."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from flask import Response, request, send_file
from numpy.typing import NDArray

from backend import planes
from backend.photo_store import Photo
from backend.settings import preview_size
from backend.strips import strip_rows

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from models.confidence import ConfidenceMap
    from models.recomposition import Recomposition

_PNG = "image/png"


def lightness(photo: Photo, given: Mapping[str, Any]) -> NDArray[Any]:
    """Gray plane to recompose: the photo's own, or smaller for a preview.

    Raises
    ------
    Problem
        ``bad-parameter`` for a size that is none.
    """
    size = preview_size(given, *photo.gray.shape)
    return photo.gray if size is None else photo.previews.plane(size)


def color_response(recomposition: Recomposition, photo: Photo) -> Response:
    """Colour pixels in the form that the request accepts."""
    if _asks_for_png():
        from backend.photo_files.writing import write_picture

        return _png(lambda path: write_picture(path, recomposition, photo.color_type))
    shape = (recomposition.height, recomposition.width, 3)
    strips = recomposition.srgb_strips(photo.color_type.type, strip_rows(recomposition.width))
    return plane_response(*planes.stream(shape, photo.color_type, strips))


def ab_response(recomposition: Recomposition) -> Response:
    """Colour planes a and b."""
    shape = (recomposition.height, recomposition.width, 2)
    return plane_response(
        *planes.stream(shape, np.float32, recomposition.ab_strips(strip_rows(recomposition.width)))
    )


def confidence_response(confidence: ConfidenceMap) -> Response:
    """Confidence in the form that the request accepts: float32 of 0..1, or a gray picture."""
    if _asks_for_png():
        from backend.photo_files.writing import write_gray

        return _png(lambda path: write_gray(path, confidence))
    shape = (confidence.height, confidence.width)
    return plane_response(
        *planes.stream(shape, np.float32, confidence.strips(strip_rows(confidence.width)))
    )


def _asks_for_png() -> bool:
    return request.accept_mimetypes.best_match((planes.CONTENT_TYPE, _PNG)) == _PNG


def plane_response(chunks: Iterable[bytes], length: int) -> Response:
    """Chunks of a ``.npy``, of `length` bytes together."""
    response = Response(chunks, content_type=planes.CONTENT_TYPE)
    response.content_length = length
    return response


def _png(write: Callable[[Path], object]) -> Response:
    # A PNG's length is known only at its end, so it is made on disk, not in memory.
    folder = tempfile.TemporaryDirectory(prefix="colorize-auto-")
    try:
        path = Path(folder.name) / "picture.png"
        write(path)
        response = send_file(path, mimetype=_PNG, max_age=0, conditional=False)
    except BaseException:
        folder.cleanup()
        raise
    response.direct_passthrough = False  # or a real server never calls what waits for the close
    response.call_on_close(folder.cleanup)
    return response

# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors on the wire: ``application/problem+json`` with a sentence for the artist.

References
----------
.. [1] RFC 9457, Problem Details for HTTP APIs.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from backend.photo_files.formats import BadPhotoFile, PhotoTooLarge
from backend.photo_files.full_disk import FullDisk, is_full_disk, no_room_for_temporary_files
from models import errors
from models.out_of_memory import is_out_of_memory

_log = logging.getLogger(__name__)

_STATUS_OF_CODE = {
    "bad-parameter": 400,
    "bad-photo": 400,
    "bad-plane": 400,
    "bad-hints": 400,
    "empty-hints": 400,
    "empty-region": 400,
    "unauthorized": 401,
    "forbidden-host": 403,
    "not-found": 404,
    "photo-forgotten": 404,
    "unknown-candidate": 404,
    "unknown-region": 404,
    "unknown-colorizer": 404,
    "method-not-allowed": 405,
    "no-distribution": 409,
    "no-style": 409,
    "not-installable": 409,
    "not-installed": 409,
    "weights-damaged": 409,
    "weights-missing": 409,
    "too-large": 413,
    "unsupported-media-type": 415,
    "internal-error": 500,
    "busy": 503,
    "starting": 503,
    "disk-full": 507,
    "out-of-memory": 507,
}

_CODE_OF_ERROR: tuple[tuple[type[errors.ColorizeError], str], ...] = (
    (PhotoTooLarge, "too-large"),
    (BadPhotoFile, "bad-photo"),
    (errors.BadParameter, "bad-parameter"),
    (errors.NoHints, "empty-hints"),
    (errors.BadHints, "bad-hints"),
    (errors.BadPhoto, "bad-plane"),
    (errors.NoDistribution, "no-distribution"),
    (errors.StyleUnavailable, "no-style"),
    (errors.UnknownColorizer, "unknown-colorizer"),
    (errors.WeightsMissing, "weights-missing"),
    (errors.WeightsDamaged, "weights-damaged"),
)

_SENTENCE_OF_HTTP_ERROR = {
    404: ("not-found", "The backend has nothing at this address."),
    405: ("method-not-allowed", "This address does not understand that method."),
    413: ("too-large", "The photo is larger than this backend accepts; make it smaller."),
    415: ("unsupported-media-type", "The backend does not read this kind of content."),
}


class Problem(Exception):
    """A request that cannot be answered, and why.

    Parameters
    ----------
    code : str
        What went wrong, for the program that called.
    detail : str
        A sentence for the artist that says what to do.
    retry_after : int, optional
        Seconds after which the same request may succeed.
    """

    def __init__(self, code: str, detail: str, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


def register(app: Flask) -> None:
    """Make every error of the application a problem document."""
    app.register_error_handler(Problem, _from_problem)
    app.register_error_handler(errors.ColorizeError, _from_colorize_error)
    app.register_error_handler(FullDisk, _from_full_disk)
    app.register_error_handler(MemoryError, _from_memory_error)
    app.register_error_handler(HTTPException, _from_http_exception)
    app.register_error_handler(Exception, _from_exception)


def _from_problem(problem: Problem) -> Response:
    headers = {}
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    if problem.code == "unauthorized":
        headers["WWW-Authenticate"] = "Bearer"
    return _document(problem.code, problem.detail, headers)


def _from_colorize_error(error: errors.ColorizeError) -> Response:
    for kind, code in _CODE_OF_ERROR:
        if isinstance(error, kind):
            return _document(code, str(error))
    _log.error("The backend could not do its work", exc_info=error)
    return _document("internal-error", str(error))


def _from_memory_error(error: Exception) -> Response:
    _log.error("Out of memory", exc_info=error)
    return _document(
        "out-of-memory",
        "There is not enough memory for this photo; close other programs or make it smaller.",
    )


def _from_full_disk(error: Exception) -> Response:
    _log.error("A disk is full", exc_info=error)
    # Pictures that are sent are written there, too, under names that say nothing to the artist.
    return _document("disk-full", str(no_room_for_temporary_files()))


def _from_http_exception(error: HTTPException) -> Response:
    status = error.code or 500
    code, detail = _SENTENCE_OF_HTTP_ERROR.get(
        status, ("bad-parameter", error.description or "The request was not understood.")
    )
    if status >= 500:
        _log.error("HTTP error", exc_info=error)
        code = "internal-error"
    headers = {}
    for name, value in error.get_headers():
        if name == "Allow":
            headers[name] = value
    return _document(code, detail, headers)


def _from_exception(error: Exception) -> Response:
    if is_out_of_memory(error):
        return _from_memory_error(error)
    if is_full_disk(error):
        return _from_full_disk(error)
    _log.error("Unexpected error", exc_info=error)
    return _document(
        "internal-error",
        "The backend made a mistake; its log says more. Please report it with the log.",
    )


def _document(code: str, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    status = _STATUS_OF_CODE[code]
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return Response(
        json.dumps(body), status, headers=headers, content_type="application/problem+json"
    )

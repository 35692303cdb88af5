# SPDX-License-Identifier: GPL-3.0-or-later
"""``GET /v1/log``: the end of the backend's log, for those who cannot reach the file."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from backend import locations
from backend.settings import check_names, whole_number

blueprint = Blueprint("log", __name__)

_DEFAULT_LINES = 200
_MOST_LINES = 2000
_BYTES_OF_A_LINE = 500  # at most, on average


@blueprint.get("/log")
def log() -> Response:
    """Give the last lines."""
    check_names(request.args, "lines")
    lines = whole_number(request.args, "lines", _DEFAULT_LINES, 1, _MOST_LINES)
    file = locations.log_file()
    text = ""
    if file.is_file():
        with file.open("rb") as stream:
            stream.seek(max(0, file.stat().st_size - lines * _BYTES_OF_A_LINE))
            text = stream.read().decode("utf-8", "replace")
    return jsonify(path=str(file), lines=text.splitlines()[-lines:])

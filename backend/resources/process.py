# SPDX-License-Identifier: GPL-3.0-or-later
"""``DELETE /v1/process``: the backend ends, after it has answered."""

from __future__ import annotations

import logging
import os

from flask import Blueprint, Response, jsonify

from backend.services import services

blueprint = Blueprint("process", __name__)

_log = logging.getLogger(__name__)


@blueprint.delete("/process")
def end() -> tuple[Response, int]:
    """Promise to end, and do so when the answer is on its way."""
    _log.info("Somebody wished the backend to end")
    answer = jsonify(pid=os.getpid())
    answer.call_on_close(services().end.set)
    return answer, 202

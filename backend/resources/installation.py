# SPDX-License-Identifier: GPL-3.0-or-later
"""``/v1/colorizers/NAME/installation``: the published weights of a colorizer come and go."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from backend.problems import Problem
from backend.services import services
from backend.weights_installations import InstallationState

blueprint = Blueprint("installation", __name__)


@blueprint.get("/colorizers/<name>/installation")
def show(name: str) -> Response:
    """Say how far it is."""
    return _described(name, services().installations.state(name))


@blueprint.post("/colorizers/<name>/installation")
def start(name: str) -> tuple[Response, int]:
    """Start it; 200 instead of 202 when there is nothing left to do."""
    if request.args or request.get_data():
        raise Problem(
            "bad-parameter",
            "An installation takes no settings: what is fetched, and from where, is fixed.",
        )
    state = services().installations.start(name)
    return _described(name, state), 202 if state.runs else 200


@blueprint.delete("/colorizers/<name>/installation")
def stop_or_remove(name: str) -> tuple[Response, int]:
    """Stop it when it runs (202); else remove what is there (200)."""
    state = services().installations.stop_or_remove(name)
    return _described(name, state), 202 if state.runs else 200


def _described(name: str, state: InstallationState) -> Response:
    return jsonify(name=name, **asdict(state))

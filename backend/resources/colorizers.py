# SPDX-License-Identifier: GPL-3.0-or-later
"""``GET /v1/colorizers``: the cards."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify

blueprint = Blueprint("colorizers", __name__)


@blueprint.get("/colorizers")
def colorizers() -> Response:
    """List the colorizers that this program knows."""
    from models import registry

    cards = [registry.card(name) for name in registry.names()]
    return jsonify(
        default=registry.DEFAULT,
        colorizers=[
            {
                "name": card.name,
                "title": card.title,
                "description": card.description,
                "paper": card.paper,
                "licence": card.licence,
                "capabilities": list(card.capabilities),
                "weights_installed": registry.weights_file(card.name).is_file(),
                "defaults": asdict(card.defaults),
            }
            for card in cards
        ],
    )

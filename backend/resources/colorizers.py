# SPDX-License-Identifier: GPL-3.0-or-later
"""``GET /v1/colorizers``: the cards, and what else could be installed."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from backend.settings import check_names
from models.published.releases import RELEASES

blueprint = Blueprint("colorizers", __name__)


@blueprint.get("/colorizers")
def colorizers() -> Response:
    """List the colorizers that are here, and the published weights that are not."""
    from models import registry
    from models.published.installation import is_installed

    check_names(request.args)
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
                "installed_by_user": is_installed(card.name),
                "working_size": card.working_size,
                "defaults": asdict(card.defaults),
                "trained_on": card.training.get("data", ""),
                "metrics": card.metrics,
            }
            for card in cards
        ],
        installable=[
            {
                "name": release.name,
                "title": release.title,
                "description": release.description,
                "paper": release.paper,
                "licence": release.licence,
                "trained_on": release.data,
                "bytes": release.size,
                "from": urlsplit(release.addresses[0]).hostname,
            }
            for release in RELEASES.values()
            if not is_installed(release.name)
        ],
    )

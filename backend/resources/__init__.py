# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources of the HTTP interface, one file each.

What needs torch is imported inside the calls: the server listens before torch is there, so that
nobody waits in front of a closed door.
"""

from backend.resources import (
    alternatives,
    candidates,
    color,
    colorizers,
    confidence,
    health,
    hints,
    installation,
    log,
    photos,
    process,
    regions,
    style,
)

BLUEPRINTS = (
    health.blueprint,
    log.blueprint,
    process.blueprint,
    colorizers.blueprint,
    installation.blueprint,
    photos.blueprint,
    color.blueprint,
    confidence.blueprint,
    regions.blueprint,
    candidates.blueprint,
    alternatives.blueprint,
    hints.blueprint,
    style.blueprint,
)

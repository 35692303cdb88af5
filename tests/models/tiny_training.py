# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of a run that takes seconds."""

from __future__ import annotations

from models.training.configuration import CardText, Phase, TrainingConfig

TINY = TrainingConfig(
    colorizer="compact",
    phases=(Phase(2, 2, 64, (64, 90)), Phase(2, 2, 96, (96, 100))),
    card=CardText("Tiny", "d", "p", "l", "painted", "i", 64, 0.5, 1.0),
    checkpoint_every=2,
    validate_every=4,
    validation_photos=2,
    workers=0,
)

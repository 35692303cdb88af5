# SPDX-License-Identifier: GPL-3.0-or-later
"""Which network a configuration asks for."""

from __future__ import annotations

from typing import Any

from models import registry
from models.capabilities import Capability
from models.networks.network import ColorizerNetwork
from models.training.configuration import BadConfiguration, TrainingConfig
from models.training.labels import Labels


def architecture(config: TrainingConfig, labels: Labels) -> dict[str, Any]:
    """Arguments of the network's constructor, as they will stand in the card.

    A network that says what a photo shows gets the names of the run's classes as `classes`; none
    without labels.
    """
    arguments = dict(config.architecture)
    if Capability.CLASSES in registry.network(config.colorizer).capabilities:
        arguments["classes"] = list(labels.classes)
    return arguments


def build_network(config: TrainingConfig, labels: Labels) -> ColorizerNetwork:
    """Build the network of a run, with random weights.

    Raises
    ------
    BadConfiguration
        If no network has this name or it does not take these arguments.
    """
    if config.colorizer not in registry.networks():
        raise BadConfiguration(
            f"There is no network {config.colorizer!r}. Known: {', '.join(registry.networks())}."
        )
    try:
        return registry.network(config.colorizer)(**architecture(config, labels))
    except TypeError as error:
        raise BadConfiguration(f"The architecture does not fit: {error}") from error

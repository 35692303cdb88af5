# SPDX-License-Identifier: GPL-3.0-or-later
"""A colorizer's card written again: the same weights, other settings, new figures."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from models import registry
from models.card import Card
from models.device import ComputeDevice
from models.evaluation.card_metrics import card_metrics


def measure_again(
    card: Card, validation: Sequence[Path], folder: Path, device: ComputeDevice
) -> Card:
    """Measure a colorizer at the settings of a changed card and write that card.

    Parameters
    ----------
    card : Card
        The colorizer's own, with other settings.
    validation : sequence of Path
        Shards or folders of colour photos to measure on.
    folder : Path
        Where ``NAME.json`` goes, and ``NAME.safetensors`` if it does not lie there.
    device : ComputeDevice
        Where to run it.

    Returns
    -------
    Card

    Raises
    ------
    UnknownColorizer, WeightsMissing, WeightsDamaged
        See `models.registry.read_weights`.
    BadParameter
        If a setting of the decoder is out of its range.
    NoPhotos
        If there is nothing to measure on.
    """
    colorizer = registry.load(card.name, device)
    colorizer.card = card
    card = replace(card, metrics=card_metrics(colorizer, validation))
    source = registry.weights_file(card.name)
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / source.name
    if not (weights.exists() and weights.samefile(source)):
        shutil.copyfile(source, weights)
    card.write(folder / f"{card.name}.json")
    return card

# SPDX-License-Identifier: GPL-3.0-or-later
"""A colorizer's card written again: the same weights, other settings, new figures."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from models import registry
from models.card import Card
from models.decoding import DecoderSettings
from models.device import ComputeDevice
from models.evaluation.card_metrics import card_metrics


def measure_again(
    name: str,
    settings: DecoderSettings,
    smoothing: float,
    validation: Sequence[Path],
    folder: Path,
    device: ComputeDevice,
) -> Card:
    """Measure a colorizer at other settings and write its card with them.

    Parameters
    ----------
    name : str
        One of `models.registry.names`.
    settings : DecoderSettings
        What its card recommends from now on.
    smoothing : float
        How far what the network says is evened out from now on, see `models.card.Card`.
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
        If the smoothing is out of its range.
    NoPhotos
        If there is nothing to measure on.
    """
    colorizer = registry.load(name, device)
    colorizer.card = replace(colorizer.card, smoothing=smoothing, **asdict(settings))
    card = replace(colorizer.card, metrics=card_metrics(colorizer, validation))
    source = registry.weights_file(name)
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / source.name
    if not (weights.exists() and weights.samefile(source)):
        shutil.copyfile(source, weights)
    card.write(folder / f"{name}.json")
    return card

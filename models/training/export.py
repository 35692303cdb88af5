# SPDX-License-Identifier: GPL-3.0-or-later
"""From a checkpoint to what is shipped: fp16 safetensors and the card, measured on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import safetensors.torch

from models import registry
from models.card import Card, read_card
from models.colorizer import Colorizer
from models.device import ComputeDevice, choose_device
from models.evaluation.card_metrics import card_metrics
from models.half_precision import halved
from models.training.checkpoint import read_checkpoint
from models.training.configuration import BadConfiguration, TrainingConfig
from models.training.weight_average import averaged_weights


def export(
    config: TrainingConfig,
    checkpoint: Path,
    validation: Sequence[Path],
    folder: Path,
    device: ComputeDevice | None = None,
    average_with: Sequence[Path] = (),
) -> Card:
    """Write ``NAME.safetensors`` and ``NAME.json``.

    Parameters
    ----------
    config : TrainingConfig
        The run, with the words for its card.
    checkpoint : Path
        Written by `models.training.trainer.Trainer.save`.
    validation : sequence of Path
        Shards or folders to measure on.
    folder : Path
        Where the two files go.
    device : ComputeDevice, optional
        Where to measure; the fastest by default.
    average_with : sequence of Path
        Other checkpoints of the run; what is exported is the mean of all of them.

    Returns
    -------
    Card

    Raises
    ------
    BadConfiguration
        If a checkpoint is missing or belongs to another colorizer or run, a weight does not fit
        into fp16, or the start cannot be mixed in.
    NoPhotos
        If there is nothing to measure on.
    """
    states = [read_checkpoint(path) for path in (checkpoint, *average_with)]
    state = states[0]
    if state["config"]["colorizer"] != config.colorizer:
        raise BadConfiguration(f"{checkpoint} is not a run of {config.colorizer}.")
    trained = state["config"]
    network = registry.network(config.colorizer)(**state["architecture"])
    weights = averaged_weights(states, config.start_share)
    tensors = {}
    # What else the checkpoint has is what the loss added.
    for name in network.state_dict():
        value = halved(name, weights[name])
        if not value.isfinite().all():
            raise BadConfiguration(f"{name} has values that do not fit into half precision.")
        tensors[name] = value.contiguous()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{config.colorizer}.safetensors"
    safetensors.torch.save_file(tensors, path, metadata={"colorizer": config.colorizer})
    path.chmod(0o644)  # the library writes it for its owner alone

    network.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    card = Card(
        name=config.colorizer,
        title=config.card.title,
        description=config.card.description,
        paper=config.card.paper,
        licence=config.card.licence,
        capabilities=tuple(sorted(network.capabilities)),
        architecture=state["architecture"],
        working_size=config.card.working_size,
        temperature=config.card.temperature,
        vividness=config.card.vividness,
        saturation=config.card.saturation,
        smoothing=config.card.smoothing,
        parameters=sum(p.numel() for p in network.parameters()),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        training={
            "steps": state["step"],
            "photos": state["photos"],
            "data": config.card.data,
            "initialisation": config.card.initialisation,
            **{key: trained[key] for key in trained if key not in ("colorizer", "card")},
            "start_share": config.start_share,
            "averaged_steps": sorted(state["step"] for state in states),
            "changed_on_the_way": state["changes"],
            "started_from": state["started_from"],
        },
    )
    colorizer = Colorizer(card, network, device or choose_device())
    card.metrics.update(card_metrics(colorizer, validation))
    written = folder / f"{config.colorizer}.json"
    card.write(written)
    return read_card(written)

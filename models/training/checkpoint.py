# SPDX-License-Identifier: GPL-3.0-or-later
"""The file from which a run goes on, and whether a run may go on, or start, from what there is."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from models.photos import ColorPhoto, digest_of_names
from models.training.configuration import BadConfiguration, TrainingConfig
from models.training.objectives.rebalanced_cross_entropy import RebalancedCrossEntropy

CHECKPOINT = "checkpoint.pt"
"""Name of the file in a run's folder from which the run is continued and exported."""


def write_checkpoint(file: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint, replacing the one of before only when the new one is whole."""
    partial = file.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(file)


def read_checkpoint(file: Path) -> dict[str, Any]:
    """Read what `write_checkpoint` has written.

    Raises
    ------
    BadConfiguration
        If there is no such file, or it is none.
    """
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise BadConfiguration(f"There is no checkpoint {file} yet.") from error
    except (OSError, MemoryError):
        raise
    except Exception as error:  # whatever the damage makes of it
        raise _no_checkpoint(file) from error
    if not isinstance(state, dict) or "config" not in state:
        raise _no_checkpoint(file)
    return state


def _no_checkpoint(file: Path) -> BadConfiguration:
    return BadConfiguration(
        f"{file} is damaged, or no checkpoint of a run. Delete it to begin anew, or name another."
    )


def check_goes_on(
    state: Mapping[str, Any], config: TrainingConfig, architecture: Mapping[str, Any], folder: Path
) -> None:
    """Make sure that a checkpoint is of the run that goes on from it.

    Parameters
    ----------
    state : Mapping
        The checkpoint.
    config : TrainingConfig
        The run that goes on. What is not asked for here may be changed on purpose.
    architecture : Mapping
        Of its network, see `models.training.architecture`.
    folder : Path
        Where the run is, for the message.

    Raises
    ------
    BadConfiguration
        If another colorizer, seed, optimiser, network or rebalancing made the checkpoint.
    """
    for name in ("colorizer", "seed", "optimizer"):
        if state["config"][name] != getattr(config, name):
            raise BadConfiguration(
                f"{folder} holds another run ({name} is {state['config'][name]!r}); "
                "choose another output folder."
            )
    kept = _rebalancing(state["config"])
    if kept is not None and kept != _rebalancing(config.as_dict(), kept):
        raise BadConfiguration(
            f"{folder} weighs colours with rebalancing = {kept}, and the run would keep "
            "that. Write so, or choose another output folder."
        )
    # Checkpoints of earlier versions do not say it.
    if state.get("architecture") not in (None, architecture):
        raise another_network(folder)


def another_network(folder: Path) -> BadConfiguration:
    """Say that the weights in a run's folder do not fit the network of the configuration."""
    return BadConfiguration(
        f"{folder} holds a run of another network: its [architecture], its objective or "
        "its classes are others. Give the same ones, with the same --labels and --photos, or "
        "choose another output folder."
    )


def check_start(config: TrainingConfig, training: Mapping[str, Any]) -> None:
    """Refuse a rebalancing that a run cannot have, as it starts from weights of another one.

    Parameters
    ----------
    config : TrainingConfig
        The run.
    training : Mapping
        How the weights that it starts from were made, as their card says.

    Raises
    ------
    BadConfiguration
        If it would weigh colours otherwise.
    """
    wished, kept = _rebalancing(config.as_dict()), _rebalancing(training)
    switched_off = wished == 1.0 and isinstance(config.objective, RebalancedCrossEntropy)
    if wished not in (None, kept) and not switched_off:
        raise BadConfiguration(
            f"The weights that the run starts from weigh colours with rebalancing = {kept}, and "
            f"it would keep that. Write so instead of rebalancing = {wished}."
        )


def changes(
    state: Mapping[str, Any], config: TrainingConfig, photos: Sequence[ColorPhoto], folder: Path
) -> list[dict[str, Any]]:
    """Tell what is other than before in a run that goes on, for the card; warn of other photos.

    Parameters
    ----------
    state, config, folder
        See `check_goes_on`.
    photos : sequence of ColorPhoto
        That it trains on from now on.

    Returns
    -------
    list of dict
        With the ``step``, the ``field`` and what stood there ``before``.
    """
    step, found = state["step"], []
    digest = digest_of_names(photos)
    # Checkpoints of earlier versions have no digest.
    if state["photos"] != len(photos) or state.get("photos_digest", digest) != digest:
        before = f"{state['photos']} others"
        found.append({"step": step, "field": "photos", "before": before})
        warnings.warn(
            f"{folder} was trained on other photos until now: {state['photos']} then, "
            f"{len(photos)} now. The order of all is another one from here on.",
            stacklevel=2,
        )
    for name, value in config.as_dict().items():
        if name != "card" and state["config"].get(name) != value:
            found.append({"step": step, "field": name, "before": state["config"].get(name)})
    return found


def _rebalancing(training: Mapping[str, Any], otherwise: float | None = None) -> float | None:
    """Give lambda of a run's settings; those of earlier versions have the loss's among the rest."""
    return {**training, **training.get("objective", {})}.get("rebalancing", otherwise)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a training run is made of, read from a TOML file."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import models.training.objectives
from models.errors import ColorizeError
from models.training.objectives.objective import OBJECTIVES, Objective
from models.training.objectives.rebalanced_cross_entropy import RebalancedCrossEntropy

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class BadConfiguration(ColorizeError, ValueError):
    """The configuration file cannot be used; the message says why."""


@dataclass(frozen=True)
class Phase:
    """A stretch of training steps with one crop size."""

    steps: int
    batch: int
    crop: int
    """Side of the square crops in pixels, a multiple of 32."""
    short_side: tuple[int, int]
    """Each photo is scaled so that its short side is drawn from this range before cropping."""


@dataclass(frozen=True)
class CardText:
    """What only people can say about a colorizer; the rest of its card is measured."""

    title: str
    description: str
    paper: str
    licence: str
    data: str
    """The training photos and their terms."""
    initialisation: str
    working_size: int
    temperature: float
    vividness: float
    saturation: float = 1.0
    smoothing: float = 0.0


@dataclass(frozen=True)
class TrainingConfig:
    """One training run."""

    colorizer: str
    """Name of the registered colorizer."""
    phases: tuple[Phase, ...]
    card: CardText
    objective: Objective = field(default_factory=RebalancedCrossEntropy)
    """The loss: a table with its `kind` and its settings."""
    architecture: dict[str, Any] = field(default_factory=dict)
    """Arguments of the network's constructor."""
    initialise: str = ""
    """One of `models.training.pretrained.INITIALISERS`; empty: random weights."""
    start_from: str = ""
    """Colorizer of the same architecture whose weights the run starts with, instead."""
    start_share: float = 0.0
    """Share of the weights it started from in those that are exported, 0..1: between the two lie
    weights that are as good on the new photos and better on the old ones (Wortsman et al.,
    "Robust fine-tuning of zero-shot models", CVPR 2022)."""
    exclude: tuple[str, ...] = ()
    """Photos whose name starts with one of these are left out."""
    skip_gray: bool = False
    """Leave out photos without colour, see `models.training.gray_photos`."""
    seed: int = 0
    optimizer: str = "adamw"
    """``adamw`` or ``adadelta``."""
    learning_rate: float = 1e-3
    pretrained_learning_rate: float = 3e-4
    """Of the network's `pretrained_part`."""
    weight_decay: float = 1e-4
    warm_up: int = 100
    """Steps."""
    final_rate: float = 0.01
    """Share of the learning rate that is left at the end of the cosine."""
    gradient_norm: float = 1.0
    freeze_batch_norm: bool = False
    """Let batch normalisation keep the means and variances that a run starts with: those of a dozen
    crops are worse than the ones that hundreds at once have left."""
    average: float = 0.998
    """Decay of the moving average of the weights; the average is what is exported."""
    old_photo: float = 0.5
    """Share of the crops that are made to look like old photographs."""
    validate_every: int = 500
    validation_photos: int = 100
    checkpoint_every: int = 200
    workers: int = 1

    def __post_init__(self) -> None:
        """Refuse a share of the start that there cannot be.

        Raises
        ------
        BadConfiguration
            If `start_share` is out of its range or there is no start.
        """
        if not 0.0 <= self.start_share <= 1.0:
            raise BadConfiguration(f"start_share must be within 0..1, not {self.start_share}.")
        if self.start_share and not self.start_from:
            raise BadConfiguration(
                "start_share needs start_from: the colorizer whose weights are to be mixed in."
            )

    @property
    def steps(self) -> int:
        """Number of steps of the whole run."""
        return sum(phase.steps for phase in self.phases)

    def as_dict(self) -> dict[str, Any]:
        """All fields as values that JSON can hold."""
        values = asdict(self)
        values["objective"] = {"kind": self.objective.kind, **values["objective"]}
        return values


def read_configuration(path: Path) -> TrainingConfig:
    """Read a configuration file.

    Parameters
    ----------
    path : Path
        A TOML file with the fields of `TrainingConfig`; ``[[phases]]`` and ``[card]`` are
        tables.

    Returns
    -------
    TrainingConfig

    Raises
    ------
    BadConfiguration
        If the file is missing, is no TOML, or has fields that are unknown, missing or of values
        that a run cannot have.
    """
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadConfiguration(f"{path} cannot be read: {error}") from error
    known = {field.name for field in fields(TrainingConfig)}
    if unknown := sorted(set(values) - known):
        raise BadConfiguration(f"{path} has unknown fields: {', '.join(unknown)}")
    try:
        values["phases"] = tuple(
            Phase(**{**phase, "short_side": tuple(phase["short_side"])})
            for phase in values["phases"]
        )
        values["card"] = CardText(**values["card"])
        if "objective" in values:
            values["objective"] = _objective(dict(values["objective"]))
        values["exclude"] = tuple(values.get("exclude", ()))
        return TrainingConfig(**values)
    except (KeyError, TypeError) as error:
        raise BadConfiguration(f"{path} is not complete: {error}") from error


def _objective(values: dict[str, Any]) -> Objective:
    """Make the loss that a table describes."""
    for module in pkgutil.iter_modules(models.training.objectives.__path__):
        importlib.import_module(f"models.training.objectives.{module.name}")
    kind = values.pop("kind")
    if kind not in OBJECTIVES:
        raise BadConfiguration(f"There is no objective {kind!r}. Known: {sorted(OBJECTIVES)}.")
    return OBJECTIVES[kind](**values)

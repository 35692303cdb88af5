# SPDX-License-Identifier: GPL-3.0-or-later
"""Small weights that the program ships: a safetensors file with its card as JSON beside it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import safetensors
import safetensors.torch
from torch import Tensor

from models.errors import WeightsDamaged


@dataclass(frozen=True, kw_only=True)
class WeightsCard:
    """Facts about weights. Their training program writes them."""

    labels: tuple[str, ...]
    """What the weights are about, in their order."""
    sha256: str
    """Of the weights file."""
    training: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)


_Card = TypeVar("_Card", bound=WeightsCard)


def read_weights_card(path: Path, kind: type[_Card]) -> _Card:
    """Read the card that lies beside a weights file.

    Parameters
    ----------
    path : Path
        Of the weights.
    kind : type
        What the card is to be.

    Raises
    ------
    WeightsDamaged
        If it is not there, or is none.
    """
    card = path.with_suffix(".json")
    try:
        values: dict[str, Any] = json.loads(card.read_text(encoding="utf-8"))
        facts: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
        }
        return kind(**facts)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise _damaged(card) from error


def read_carded_weights(path: Path, kind: type[_Card]) -> tuple[_Card, dict[str, Tensor]]:
    """Read weights and make sure that they are the ones of their card.

    Parameters
    ----------
    path, kind
        As `read_weights_card` takes them.

    Returns
    -------
    card : WeightsCard
        Of that kind.
    state : dict
        Tensors by their names.

    Raises
    ------
    WeightsDamaged
        If the file or its card is missing, or they do not belong together.
    """
    card = read_weights_card(path, kind)
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != card.sha256:
            raise _damaged(path)
        return card, safetensors.torch.load(content)
    except (OSError, safetensors.SafetensorError) as error:
        raise _damaged(path) from error


def write_carded_weights(
    path: Path, state: dict[str, Tensor], kind: type[_Card], **facts: Any
) -> None:
    """Write weights, and their card beside them.

    Parameters
    ----------
    path : Path
        Of the weights; its folder is made where there is none.
    state : dict
        Tensors by their names.
    kind : type
        What the card is to be.
    **facts
        What stands in it, but for the file's sum.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    safetensors.torch.save_file({key: value.contiguous() for key, value in state.items()}, path)
    path.chmod(0o644)
    card = kind(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), **facts)
    text = json.dumps(asdict(card), indent=2) + "\n"
    path.with_suffix(".json").write_text(text, encoding="utf-8")


def _damaged(file: Path) -> WeightsDamaged:
    return WeightsDamaged(f"{file} is missing or damaged. Install the program again.")

# SPDX-License-Identifier: GPL-3.0-or-later
"""The card of a colorizer: what it is, where it comes from, how it scored."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from models.capabilities import Capability
from models.decoding import DecoderSettings
from models.errors import BadParameter, WeightsDamaged


class CardUnreadable(WeightsDamaged):
    """What lies where a card should be is none."""


@dataclass(frozen=True)
class Card:
    """Facts about one colorizer. The training program writes them, never a person by hand.

    Raises
    ------
    BadParameter
        If a recommended setting of the decoder or the smoothing is out of its range; if the
        saturation is 0: alternatives are as strong in proportion to it.
    TypeError
        If one of them is no number, or `training` or `metrics` is no dict.
    """

    name: str
    title: str
    description: str
    """For artists: what it is good at."""
    paper: str
    licence: str
    capabilities: tuple[str, ...]
    """Values of `models.capabilities.Capability`."""
    architecture: dict[str, Any]
    """Arguments of the network's constructor; empty for its full size."""
    working_size: int
    """Short side at which the network looks at a photo, pixels."""
    temperature: float
    vividness: float
    parameters: int
    sha256: str
    """Of the weights file, in full."""
    saturation: float = 1.0
    """With temperature and vividness the shipped defaults of the decoder."""
    smoothing: float = 0.0
    """How far what the network says is evened out between edges, as a share of the short side."""
    training: dict[str, Any] = field(default_factory=dict)
    """Data, steps, seed and settings of the training."""
    metrics: dict[str, Any] = field(default_factory=dict)
    """Figures on validation photos, with their protocol."""

    def __post_init__(self) -> None:
        if self.defaults.saturation <= 0.0:
            raise BadParameter("The saturation that a card recommends must be above 0.")
        if not 0.0 <= self.smoothing <= 1.0:
            raise BadParameter(f"smoothing must be between 0 and 1, not {self.smoothing}.")
        for name in ("training", "metrics"):
            value = getattr(self, name)
            if not isinstance(value, dict):
                raise TypeError(f"{name} must be a dict, not {value!r}")

    @property
    def defaults(self) -> DecoderSettings:
        """Decoder settings that the program starts with."""
        return DecoderSettings(self.temperature, self.vividness, self.saturation)

    @property
    def dials(self) -> tuple[str, ...]:
        """Those settings of the decoder that the colorizer declares to move its colours."""
        return tuple(
            dial.value
            for dial in (Capability.TEMPERATURE, Capability.VIVIDNESS)
            if dial in self.capabilities
        )

    def is_comparable_to(self, other: Card) -> bool:
        """Whether the figures of another card are of the same photos as these."""
        return all(
            key in self.metrics and self.metrics[key] == other.metrics.get(key)
            for key in ("photos", "gray")
        )

    def write(self, path: Path) -> None:
        """Write the card as JSON; it is on the disk afterwards."""
        with path.open("w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(self), indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())  # else a power cut may leave an empty file under its name


def read_card(path: Path) -> Card:
    """Read a card.

    Parameters
    ----------
    path : Path
        JSON written by `Card.write` of this version of the program or of another one: what this
        one does not know is left out.

    Returns
    -------
    Card

    Raises
    ------
    CardUnreadable
        If the file cannot be read, or is no card.
    """
    known = {entry.name for entry in fields(Card)}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        values = {key: value for key, value in values.items() if key in known}
        values["capabilities"] = tuple(values["capabilities"])
        return Card(**values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CardUnreadable(f"The card {path} cannot be read ({error}).") from error

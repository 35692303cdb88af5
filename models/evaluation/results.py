# SPDX-License-Identifier: GPL-3.0-or-later
"""What an evaluation found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.decoding import DecoderSettings
from models.evaluation.figure import Estimate


@dataclass(frozen=True)
class Column:
    """One figure as it is shown."""

    key: str
    title: str
    protocol: str
    digits: int
    relative: bool = False
    """Whether it is the difference to gray."""


@dataclass(frozen=True)
class Row:
    """The figures of one colouring."""

    name: str
    settings: DecoderSettings | None
    """None for baselines."""
    estimates: dict[str, Estimate | None]
    """By the key of the column; None where a figure does not apply."""
    dials: tuple[str, ...] = ()
    """Those among the settings that move its colours."""


@dataclass(frozen=True)
class PictureStrip:
    """One photo in every colouring."""

    name: str
    pictures: dict[str, NDArray[np.uint8]]
    """(H, W, 3) by the name of the row; gray first, ``original`` last."""


@dataclass(frozen=True)
class Evaluation:
    """Everything that was measured."""

    photos: int
    left_out: list[str]
    """Names of photos without colours."""
    unreadable: list[str]
    """Names of files that are no pictures, or damaged."""
    labelled: int
    """Photos with an ImageNet class."""
    columns: list[Column]
    rows: list[Row]
    sweeps: dict[str, dict[str, Sequence[Row]]]
    """By dial (see `models.evaluation.sweep`) and colorizer: figures of each step."""
    curves: dict[str, NDArray[np.float64]]
    """(2, 151) for each row: raw and rebalanced CMF, percent, over ab distances 0..150."""
    reliability: dict[str, NDArray[np.float64]]
    """For each colorizer the sums of `models.evaluation.calibration.reliability`."""
    strips: list[PictureStrip]

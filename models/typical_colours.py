# SPDX-License-Identifier: GPL-3.0-or-later
"""What colours the things that photos show usually have, by how bright they are.

A network that is sure of what it has seldom seen makes a forest brown and a mountain blue. How
often plants of that lightness are brown was counted on colour photos.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from models.carded_weights import WeightsCard, read_carded_weights, read_weights_card

WEIGHTS = Path(__file__).with_name("weights") / "typical_colours.safetensors"


@dataclass(frozen=True, kw_only=True)
class TypicalColoursCard(WeightsCard):
    """Facts about the counted colours."""

    contents_sha256: str
    """Of the classifier that told what the counted photos show (see `models.contents`)."""


class TypicalColours:
    """How probable each ab bin is on things of each kind.

    Parameters
    ----------
    weights : Path
        With the card beside it.

    Raises
    ------
    WeightsDamaged
        If the file or its card is missing, or they do not belong together.
    """

    def __init__(self, weights: Path = WEIGHTS):
        self.card, state = read_carded_weights(weights, TypicalColoursCard)
        self._probability = state["log_probability"].float().exp()

    def log_probability(self, shown: Tensor, light: Tensor) -> Tensor:
        """Tell what colours are to be expected of pieces of a photo.

        Parameters
        ----------
        shown : Tensor
            (n, K) how probably each shows each of the things that are known.
        light : Tensor
            (n, 1) CIE L.

        Returns
        -------
        Tensor
            (n, Q) logarithms of probabilities of ab bins.
        """
        levels = self._probability.shape[1]
        level = (light[:, 0] / 100.0 * levels - 0.5).clamp(0.0, levels - 1.0)
        below = level.floor().clamp(max=levels - 2.0)
        share = (level - below).view(1, -1, 1)
        darker, brighter = (self._probability[:, below.long() + step] for step in (0, 1))
        return torch.einsum("nk,knq->nq", shown, torch.lerp(darker, brighter, share)).log()


def typical_colours_for(contents_sha256: str) -> TypicalColours | None:
    """Give the colours that were counted with a classifier; None if it was another one.

    Parameters
    ----------
    contents_sha256 : str
        Of the weights of the classifier of contents.

    Raises
    ------
    WeightsDamaged
        See `TypicalColours`.
    """
    if read_weights_card(WEIGHTS, TypicalColoursCard).contents_sha256 != contents_sha256:
        return None
    return TypicalColours(WEIGHTS)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a photo shows, and how sure the network is of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class ClassProbability:
    """One class of scene or object."""

    label: str
    """In words."""
    probability: float
    """0..1; those of all classes of a photo sum to 1."""


def class_probabilities(labels: Sequence[str], logits: Tensor) -> tuple[ClassProbability, ...]:
    """Turn the output of a classifier into probabilities.

    Parameters
    ----------
    labels : sequence of str
        Names of the K classes as tables of photos have them; underscores become spaces.
    logits : Tensor
        (K,).

    Returns
    -------
    tuple of ClassProbability
        All classes, the likeliest first.
    """
    probability = logits.float().softmax(0).tolist()
    classes = [
        ClassProbability(label.replace("_", " "), share)
        for label, share in zip(labels, probability, strict=True)
    ]
    return tuple(sorted(classes, key=lambda known: -known.probability))

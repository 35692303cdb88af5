# SPDX-License-Identifier: GPL-3.0-or-later
"""Colourings that need no network: what every colorizer is compared with.

All of them go the way of a real answer: ab on the lightness of the 8-bit gray plane, in gamut,
rounded to 8-bit RGB. So `ground truth` shows what this way itself costs.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional

from models.evaluation.answer import Answer, Truth, recomposed

GRAY, RANDOM, MEAN, TRUTH = "gray", "random", "mean colour", "ground truth"
BASELINES = {
    GRAY: "a = b = 0",
    RANDOM: "the ab of another photo of the folder (fixed seed), stretched to fit",
    MEAN: "the mean ab of all pixels of all photos",
    TRUTH: "the true ab on the rounded gray plane",
}
"""Names and what they are."""


def baselines(truth: Truth, other: Truth, mean: Tensor) -> Iterator[tuple[str, Answer]]:
    """Colour a photo in the four ways.

    Parameters
    ----------
    truth : Truth
        The photo.
    other : Truth
        Another one, for `random`.
    mean : Tensor
        (2,) ab, for `mean colour`.

    Yields
    ------
    name, answer : str, Answer
    """
    stretched = functional.interpolate(
        other.ab[None], size=tuple(truth.light.shape), mode="bilinear", antialias=True
    )[0]
    flat = mean.view(2, 1, 1).expand_as(truth.ab)
    for name, ab in (
        (GRAY, torch.zeros_like(truth.ab)),
        (RANDOM, stretched),
        (MEAN, flat),
        (TRUTH, truth.ab),
    ):
        yield name, Answer(truth, recomposed(truth, ab))

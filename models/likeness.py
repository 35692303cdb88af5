# SPDX-License-Identifier: GPL-3.0-or-later
"""How alike pieces of a photo are: whether they are of one thing."""

from __future__ import annotations

import torch
from torch import Tensor

# From which distance on, taken alone, pieces are not of one thing: Hellinger's of their
# distributions, that of their lightness, Hellinger's of what they show (docs/training-notes.md).
_COLOURS, _LIGHT, _CONTENT = 0.4, 35.0, 0.45
_COLOURS_ALONE, _LIGHT_ALONE = 0.19, 25.0  # where it is not known what they show


def likeness(probability: Tensor, light: Tensor, shown: Tensor | None) -> Tensor:
    """Place pieces of a photo so that those of one thing are near to each other.

    Parameters
    ----------
    probability : Tensor
        (n, Q) the honest distribution of each one's colours.
    light : Tensor
        (n, 1) CIE L.
    shown : Tensor or None
        (n, K) how probably they show each of the things that are known. Without it, they have to be
        more alike in lightness and colour.

    Returns
    -------
    Tensor
        (n, F) points; those of one thing are less than 1 apart.
    """
    colours = _hellinger(probability)
    if shown is None:
        return torch.cat((colours / _COLOURS_ALONE, light / _LIGHT_ALONE), dim=1)
    return torch.cat((colours / _COLOURS, likeness_as_seen(light, shown)), dim=1)


def likeness_as_seen(light: Tensor, shown: Tensor) -> Tensor:
    """Place pieces by what is seen in a photo alone, whatever colours are said of them.

    Parameters
    ----------
    light, shown : Tensor
        As `likeness` takes them.

    Returns
    -------
    Tensor
        (n, F) points; those of one thing are about 1 apart, or less.
    """
    return torch.cat((light / _LIGHT, _hellinger(shown) / _CONTENT), dim=1)


def _hellinger(probability: Tensor) -> Tensor:
    """Make points of distributions, (n, K), whose Euclidean distance is Hellinger's."""
    return (probability / 2.0).sqrt()

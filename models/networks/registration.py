# SPDX-License-Identifier: GPL-3.0-or-later
"""How a network file makes its colorizer known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from torch import nn

NETWORKS: dict[str, type[nn.Module]] = {}
"""Network class of each colorizer by name; filled when the files of `models.networks` load."""

_Network = TypeVar("_Network", bound=type[nn.Module])


def register(name: str) -> Callable[[_Network], _Network]:
    """Class decorator: this network belongs to the colorizer called `name`.

    The class has `stride` (pixels per cell of its prediction) and `multiple` (sides of its input
    are multiples of this), is built without arguments, and maps lightness (N, 1, H, W), 0..100, to
    logits (N, Q, H / stride, W / stride).
    """

    def remember(network: _Network) -> _Network:
        NETWORKS[name] = network
        return network

    return remember

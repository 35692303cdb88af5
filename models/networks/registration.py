# SPDX-License-Identifier: GPL-3.0-or-later
"""How a network file makes its colorizer known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from models.networks.network import ColorizerNetwork

NETWORKS: dict[str, type[ColorizerNetwork]] = {}
"""Network class of each colorizer by name; filled when the files of `models.networks` load."""

_Network = TypeVar("_Network", bound=type[ColorizerNetwork])


def register(name: str) -> Callable[[_Network], _Network]:
    """Class decorator: this network belongs to the colorizer called `name`."""

    def remember(network: _Network) -> _Network:
        NETWORKS[name] = network
        return network

    return remember

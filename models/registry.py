# SPDX-License-Identifier: GPL-3.0-or-later
"""The colorizers that the program knows: a network file, a card and a weights file each.

The network registers itself (see `models.networks.registration`); ``NAME.json`` and
``NAME.safetensors`` lie in the user's folder of colorizers or in that of the shipped ones.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
import pkgutil
from functools import cache
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import Tensor

import models.networks
from models.card import Card, CardUnreadable, read_card
from models.colorizer import Colorizer
from models.contents import classifier_for
from models.device import ComputeDevice
from models.errors import UnknownColorizer, WeightsDamaged, WeightsMissing
from models.locations import colorizers_folder
from models.networks.folding import fold_batch_norm
from models.networks.network import ColorizerNetwork
from models.networks.registration import NETWORKS
from models.published.releases import RELEASES
from models.typical_colours import typical_colours_for

_log = logging.getLogger(__name__)

DEFAULT = "compact"
WEIGHTS = Path(__file__).with_name("weights")
"""Folder of the colorizers that the program ships."""


def names() -> list[str]:
    """Names of the colorizers whose cards are here, the default first."""
    found = [name for name in sorted(_networks()) if _card_file(name) is not None]
    return sorted(found, key=lambda name: name != DEFAULT)


def card(name: str) -> Card:
    """Return the card of a colorizer: the user's own installation before the shipped one.

    Raises
    ------
    UnknownColorizer
        If no colorizer has this name.
    CardUnreadable
        If its card cannot be read, and the program ships none of this name.
    """
    path = None
    if name in _networks():
        own = own_card_file(name)
        path = _card_file(name) or (own if own.is_file() else None)
    if path is None:
        if name in RELEASES:
            raise UnknownColorizer(
                f"{name} is not installed. Write: gimp-colorize colorizers install {name} "
                f"({RELEASES[name].size / 1e6:.0f} MB)."
            )
        raise UnknownColorizer(
            f"There is no colorizer called {name!r}. Known: {', '.join(names()) or 'none'}."
        )
    return _read_card(name, path)


def own_card_file(name: str) -> Path:
    """Where the card of a colorizer lies that the user installed, or would lie."""
    return colorizers_folder() / f"{name}.json"


def networks() -> list[str]:
    """Names of all networks that can be trained or loaded, whether there are weights or not."""
    return sorted(_networks())


def network(name: str) -> type[ColorizerNetwork]:
    """Return the network class of a colorizer."""
    return _networks()[name]


def weights_file(name: str) -> Path:
    """Where the weights of a colorizer lie, or would lie: beside its card."""
    path = _card_file(name)
    return (path or WEIGHTS / name).with_suffix(".safetensors")


def read_weights(name: str) -> dict[str, Tensor]:
    """Read the weights of a colorizer and make sure that they are the ones of its card.

    Parameters
    ----------
    name : str
        One of `names`.

    Returns
    -------
    dict
        The network's state in float32.

    Raises
    ------
    UnknownColorizer
        If no colorizer has this name.
    WeightsMissing
        If its weights are not on this computer.
    WeightsDamaged
        If the file is not the one that the card describes.
    """
    known = card(name)
    path = weights_file(name)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise WeightsMissing(
            f"The weights of {known.title} are missing ({path}). {_remedy(name, path)}"
        ) from error
    digest = hashlib.sha256(content).hexdigest()
    if digest != known.sha256:
        raise WeightsDamaged(
            f"The weights of {known.title} are damaged ({path} has sha256 {digest[:12]}..., "
            f"expected {known.sha256[:12]}...). {_remedy(name, path)}"
        )
    try:
        return {key: value.float() for key, value in safetensors.torch.load(content).items()}
    except safetensors.SafetensorError as error:
        raise WeightsDamaged(
            f"The weights of {known.title} cannot be read ({error}). {_remedy(name, path)}"
        ) from error


def load(name: str, device: ComputeDevice) -> Colorizer:
    """Load a colorizer on a device.

    Parameters
    ----------
    name : str
        One of `names`.
    device : ComputeDevice
        Where to run it.

    Returns
    -------
    Colorizer

    Raises
    ------
    UnknownColorizer, WeightsMissing, WeightsDamaged
        See `read_weights`.
    """
    known = card(name)
    state = read_weights(name)
    try:
        with torch.device("meta"):
            loaded = network(name)(**known.architecture)
        loaded.load_state_dict(state, assign=True)
    except (TypeError, RuntimeError) as error:
        path = weights_file(name)
        raise WeightsDamaged(
            f"The weights of {known.title} do not fit its network ({path}): {error}. "
            f"{_remedy(name, path)}"
        ) from error
    fold_batch_norm(loaded)
    contents = classifier_for(known.sha256)
    typical = None if contents is None else typical_colours_for(contents.card.sha256)
    return Colorizer(known, loaded, device, contents, typical)


def _card_file(name: str) -> Path | None:
    own = own_card_file(name)
    if own.is_file():
        try:
            _read_card(name, own)
            return own
        except CardUnreadable as error:
            _warn_once(str(error))
    shipped = WEIGHTS / f"{name}.json"
    return shipped if shipped.is_file() else None


def _read_card(name: str, path: Path) -> Card:
    try:
        return read_card(path)
    except CardUnreadable as error:
        raise CardUnreadable(f"{error} {_remedy(name, path)}") from error


def _remedy(name: str, path: Path) -> str:
    """Say what helps against a damaged or missing file of a colorizer."""
    if path.parent == colorizers_folder():
        command = "gimp-colorize colorizers"
        return f"Write: {command} remove {name}, then: {command} install {name}."
    return "Install the program again."


@cache
def _warn_once(sentence: str) -> None:
    # The cards are read at every call, and the log is not to be full of one of them.
    _log.warning("%s", sentence)


@cache
def _networks() -> dict[str, type[ColorizerNetwork]]:
    for module in pkgutil.iter_modules(models.networks.__path__):
        importlib.import_module(f"models.networks.{module.name}")
    return NETWORKS

# SPDX-License-Identifier: GPL-3.0-or-later
"""From a checkpoint as the authors published it to the weights and the card of a colorizer."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor

from models import registry
from models.card import Card
from models.color.bins import imagenet_prior, zhang_bins
from models.errors import InstallationFailed
from models.half_precision import halved
from models.published.releases import AuthorsRelease

_COUNTER = "num_batches_tracked"  # checkpoints of early versions of PyTorch lack it


def read_checkpoint(path: Path) -> dict[str, Tensor]:
    """Read the tensors of a ``.pth`` file; nothing in it is run.

    Raises
    ------
    InstallationFailed
        If it is no such file, or holds more than tensors by name.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, pickle.UnpicklingError, EOFError, ValueError, KeyError) as error:
        raise InstallationFailed(f"{path} is no file of weights: {error}") from error
    if not isinstance(state, dict) or not all(isinstance(v, Tensor) for v in state.values()):
        raise InstallationFailed(f"{path} is no file of weights: it does not hold tensors by name.")
    return dict(state)


def adapted_state(name: str, checkpoint: dict[str, Tensor]) -> dict[str, Tensor]:
    """Bring a checkpoint into the form of the network's own state.

    Parameters
    ----------
    name : str
        Of the network, in its published size.
    checkpoint : dict
        Tensors by the authors' names.

    Returns
    -------
    dict
        Float32 tensors by the names of the network's state, none missing.

    Raises
    ------
    InstallationFailed
        If tensors are missing, unknown, of a wrong shape or not finite.
    """
    state = _ADAPTERS.get(name, dict)(checkpoint)
    with torch.device("meta"):
        own = registry.network(name)().state_dict()
    for key, tensor in own.items():
        if key.endswith(_COUNTER):
            state.setdefault(key, torch.zeros((), dtype=tensor.dtype))
    wrong = sorted(set(own) ^ set(state))
    wrong += [key for key in own if key in state and own[key].shape != state[key].shape]
    if wrong:
        raise InstallationFailed(
            f"The file does not fit the network {name}: {len(wrong)} tensors are missing, unknown "
            f"or of another shape, the first of them {wrong[0]}."
        )
    state = {key: state[key].to(own[key].dtype) for key in own}
    broken = [key for key, tensor in state.items() if not tensor.isfinite().all()]
    if broken:
        raise InstallationFailed(f"The file is broken: {broken[0]} has values that are no numbers.")
    return state


def write_colorizer(state: dict[str, Tensor], release: AuthorsRelease, folder: Path) -> Card:
    """Write ``NAME.safetensors`` in half precision and ``NAME.json``, replacing older ones.

    Parameters
    ----------
    state : dict
        Of `adapted_state`.
    release : AuthorsRelease
        Where it comes from.
    folder : Path
        Of the colorizers that the user installed.

    Returns
    -------
    Card
    """
    network = registry.network(release.name)
    content = safetensors.torch.save(
        {key: _stored(key, tensor) for key, tensor in state.items()},
        metadata={"colorizer": release.name},
    )
    with torch.device("meta"):
        parameters = sum(p.numel() for p in network().parameters())
    card = Card(
        name=release.name,
        title=release.title,
        description=release.description,
        paper=release.paper,
        licence=release.licence,
        capabilities=tuple(sorted(network.capabilities)),
        architecture={},
        working_size=release.working_size,
        temperature=release.temperature,
        vividness=release.vividness,
        parameters=parameters,
        sha256=hashlib.sha256(content).hexdigest(),
        training={
            "by": "the authors of the paper",
            "data": release.data,
            "file": release.file_name,
            "file_sha256": release.sha256,
            "address": release.addresses[0],
        },
    )
    folder.mkdir(parents=True, exist_ok=True)
    weights, facts = (folder / f"{release.name}.{suffix}" for suffix in ("safetensors", "json"))
    new_weights, new_facts = (path.with_name(path.name + ".partial") for path in (weights, facts))
    with new_weights.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # else a power cut may leave the new name without the content
    card.write(new_facts)
    # The card last: a colorizer is there when its card is.
    new_weights.replace(weights)
    new_facts.replace(facts)
    return card


def _stored(key: str, tensor: Tensor) -> Tensor:
    half = halved(key, tensor)
    return (half if half.isfinite().all() else tensor).contiguous()


def _adapt_zhang2016(checkpoint: dict[str, Tensor]) -> dict[str, Tensor]:
    """Turn the last layer into the palette, and add the class weights of the authors' training.

    The layer maps the 313 probabilities to ab / 110. The classes were weighed by the colours of
    ImageNet, with the paper's lambda and sigma.
    """
    state = dict(checkpoint)
    layer = state.pop("model_out.weight", None)
    if layer is None or layer.shape != (2, 313, 1, 1):
        raise InstallationFailed(
            "The file does not fit the network zhang2016: model_out.weight is missing or of "
            "another shape."
        )
    palette = 110.0 * layer[:, :, 0, 0].T.float()
    bins = zhang_bins()
    weights = bins.class_weights(imagenet_prior(), strength=0.5, sigma=5.0)
    state["bins"] = palette
    state["class_weights"] = weights[bins.nearest(palette)]
    return state


_ADAPTERS: dict[str, Callable[[dict[str, Tensor]], dict[str, Tensor]]] = {
    "zhang2016": _adapt_zhang2016,
}

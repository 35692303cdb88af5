# SPDX-License-Identifier: GPL-3.0-or-later
"""The weights that are exported: those of one checkpoint, or the mean of several of one run.

Weights that a network had at different times of one training, from one start, lie in one valley:
their mean answers as an ensemble of them would, at the cost of one.

References
----------
.. [1] Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization",
   UAI 2018, section 3.
.. [2] Wortsman et al., "Model soups", ICML 2022, section 2 (uniform soup).
.. [3] Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022: the start's share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from models.training.configuration import BadConfiguration
from models.training.pretrained import start_weights


def averaged_weights(
    states: Sequence[Mapping[str, Any]], start_share: float = 0.0
) -> dict[str, Tensor]:
    """Give the mean of the moving averages of one run's checkpoints, and of its start.

    Parameters
    ----------
    states : sequence of Mapping
        One or more checkpoints of a run; all count alike.
    start_share : float
        Share of the weights that the run started from, 0..1; the rest is that of the checkpoints.

    Returns
    -------
    dict
        By name, in float32. Whole numbers are those of the first checkpoint.

    Raises
    ------
    BadConfiguration
        If the checkpoints are of more than one run, or the start cannot be mixed in.
    """
    first, *others = states
    weights = _own_weights(first)
    for other in others:
        _check_one_run(first, other)
    for count, other in enumerate(others, start=2):
        for name, value in _own_weights(other).items():
            if value.is_floating_point():
                weights[name] = torch.lerp(weights[name], value, 1 / count)
    if start_share:
        for name, value in start_weights(first["started_from"], weights).items():
            if weights[name].is_floating_point():
                weights[name] = torch.lerp(weights[name], value, start_share)
    return weights


def _own_weights(state: Mapping[str, Any]) -> dict[str, Tensor]:
    """Take the moving average out of a checkpoint, without its counter."""
    return {
        name.removeprefix("module."): value
        for name, value in state["average"].items()
        if name.startswith("module.")
    }


def _check_one_run(first: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    """Refuse a mean of networks that did not come the same way: it answers like none of them."""
    if _run_of(first) == _run_of(other) and _same_class_weights(first, other):
        return
    raise BadConfiguration(
        f"The checkpoints of steps {first['step']} and {other['step']} are of different runs, "
        "and their mean would be no network: average checkpoints of one run."
    )


def _run_of(state: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give what all checkpoints of a run have in common."""
    config, start = state["config"], state["started_from"].get("sha256")
    return config["colorizer"], config["seed"], state["architecture"], start


def _same_class_weights(first: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    own, others = (state["average"].get("module.class_weights") for state in (first, other))
    return own is None or torch.equal(own, others)

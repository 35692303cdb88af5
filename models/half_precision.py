# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights as files hold them: in half precision, but for what half precision would spoil."""

from __future__ import annotations

from torch import Tensor

# Statistics of BatchNorm span more than fp16 does, and colours are to be exact; these weigh next to
# nothing.
_EXACT = ("running_mean", "running_var", "bins", "class_weights")


def halved(name: str, weight: Tensor) -> Tensor:
    """Round a weight of a network to half precision.

    Parameters
    ----------
    name : str
        In the network's state.
    weight : Tensor
        Float32, or whole numbers.

    Returns
    -------
    Tensor
        Float16, infinite where a value does not fit; or the very weight where it is to be exact.
    """
    exact = not weight.is_floating_point() or name.endswith(_EXACT)
    return weight if exact else weight.half()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Batch normalization made part of the layers before it, once a network is trained.

References
----------
.. [1] S. Iizuka, E. Simo-Serra, H. Ishikawa, "Let there be Color!", SIGGRAPH 2016, section 3.4.
"""

from __future__ import annotations

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval


def fold_batch_norm(network: nn.Module) -> None:
    """Fold the statistics of batch normalization into the weights and biases before it.

    The network computes the same with fewer steps, and can be trained no more. Only layers that
    follow one another in a `Sequential` are folded; what else there is stays as it is.

    Parameters
    ----------
    network : Module
        Changed in place, and put into evaluation mode.
    """
    network.eval()
    # Listed beforehand, because folding changes what there is to list.
    for module in list(network.modules()):
        if isinstance(module, nn.Sequential):
            _fold_sequence(module)


def _fold_sequence(sequence: nn.Sequential) -> None:
    before: str | None = None
    for name, layer in list(sequence.named_children()):
        folded = None if before is None else _folded(getattr(sequence, before), layer)
        if before is None or folded is None:
            before = name
            continue
        setattr(sequence, before, folded)
        delattr(sequence, name)


def _folded(layer: nn.Module, norm: nn.Module) -> nn.Module | None:
    """Return one layer for two; None where that cannot be."""
    # Exact types: a layer of another class may do more than its weights say.
    if type(layer) is nn.Conv2d and type(norm) is nn.BatchNorm2d:
        return fuse_conv_bn_eval(layer, norm)
    if type(layer) is nn.Linear and type(norm) is nn.BatchNorm1d:
        return fuse_linear_bn_eval(layer, norm)
    return None

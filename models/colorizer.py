# SPDX-License-Identifier: GPL-3.0-or-later
"""A trained network with its card: photo in, prediction out."""

from __future__ import annotations

import torch
from numpy.typing import NDArray

from models.card import Card
from models.color.gray import check_plane, reduced_luminance
from models.color.lab import lightness_from_luminance
from models.device import ComputeDevice
from models.networks.network import ColorizerNetwork
from models.predictions.prediction import Prediction

_LONGEST = 4  # a panorama longer than this, in short sides, is squeezed for the network


class Colorizer:
    """Colours photos on one device.

    Parameters
    ----------
    card : Card
        Its card.
    network : ColorizerNetwork
        With its weights.
    device : ComputeDevice
        Where it runs.
    """

    def __init__(self, card: Card, network: ColorizerNetwork, device: ComputeDevice):
        self.card = card
        self.device = device
        self._network = network.eval().to(device.name)
        self._network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

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
            return self._network.prediction(self._network(batch), lightness, self.device.name)


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

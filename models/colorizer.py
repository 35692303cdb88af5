# SPDX-License-Identifier: GPL-3.0-or-later
"""A trained network with its card: photo in, prediction out."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, cast

import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.automatic.answer import automatic_answer
from models.capabilities import Capability
from models.card import Card
from models.color.gray import check_plane, reduced_luminance
from models.color.lab import lightness_from_luminance
from models.contents import ContentClassifier
from models.contrast import seen_lightness
from models.device import ComputeDevice
from models.errors import HintsUnavailable
from models.hints.strokes import check_hints, hints_on_grid
from models.networks.hints_network import HintsNetwork
from models.networks.layered_network import LayeredNetwork
from models.networks.network import ColorizerNetwork
from models.networks.style_network import StyleNetwork
from models.predictions.content_map import ContentMap
from models.predictions.prediction import Prediction
from models.style import check_style
from models.typical_colours import TypicalColours
from models.working_size import check_working_size

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
    contents : ContentClassifier, optional
        Tells by the layers of the network, a `LayeredNetwork`, what photos show.
    typical : TypicalColours, optional
        Of the things that it tells.
    """

    def __init__(
        self,
        card: Card,
        network: ColorizerNetwork,
        device: ComputeDevice,
        contents: ContentClassifier | None = None,
        typical: TypicalColours | None = None,
    ):
        self.card = card
        self.device = device
        self._contents = contents
        self._typical = typical
        self._network = network.eval().to(device.name)
        self._network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @property
    def parameters(self) -> int:
        """How many numbers the network has learned."""
        return sum(parameter.numel() for parameter in self._network.parameters())

    def predict(
        self,
        gray: NDArray,
        style: NDArray | None = None,
        working_size: int | None = None,
        hints: NDArray | None = None,
    ) -> Prediction:
        """Look at a photo once.

        Parameters
        ----------
        gray : ndarray
            (H, W) uint8, uint16 or float32 in 0..1, sRGB-coded.
        style : ndarray, optional
            Another photo of the same kind, in whose style this one is coloured.
        working_size : int, optional
            Short side at which the network looks at them, pixels, 64..1024; the card's by default.
        hints : ndarray, optional
            (H', W', 4) strokes that the network spreads by itself, as `check_hints` asks for;
            not together with a style.

        Returns
        -------
        Prediction

        Raises
        ------
        BadPhoto
            If a plane is empty, has a wrong shape or type, or is not finite.
        StyleUnavailable
            If a style is given and this colorizer takes none.
        HintsUnavailable, BadHints
            If hints are given and this colorizer takes none, or they are not for this photo.
        BadParameter
            If the working size is out of its range.
        """
        size = self.card.working_size if working_size is None else working_size
        check_working_size(size)
        lightness = self._lightness(gray, size)
        if hints is not None:
            return self._predict_with(hints, gray.shape, lightness)
        if style is None:
            return self._predict_alone(gray, lightness)
        check_style(self.card)
        network = cast(StyleNetwork, self._network)
        style_lightness = self._lightness(style, size)
        with self._computing():
            features = network.global_features(self._batch(style_lightness))
            return self._prediction(network(self._batch(lightness), features), lightness)

    def layers(self, lightness: Tensor) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Look at a photo for more than its colours; the network must be a `LayeredNetwork`.

        Parameters
        ----------
        lightness : Tensor
            (H, W) CIE L, at any size.

        Returns
        -------
        lightness : Tensor
            (H', W') at the size at which the network looked at it.
        layers : tuple of Tensor
            (C, h, w) float32 each, on the CPU, the finest first.
        """
        network = cast(LayeredNetwork, self._network)
        shape = working_shape(lightness.shape, self.card.working_size, network.multiple)
        scaled = functional.interpolate(
            lightness[None, None], size=shape, mode="bilinear", antialias=True
        )[0, 0]
        with self._computing():
            layers = network.layers(self._batch(scaled))
        return scaled, _kept(layers)

    def contents(self, lightness: Tensor) -> ContentMap | None:
        """Look at a photo for what it shows.

        Parameters
        ----------
        lightness : Tensor
            (H, W) CIE L, at any size.

        Returns
        -------
        ContentMap or None
            None if nobody knows what the layers of this network mean.
        """
        return None if self._contents is None else self._contents.map(*self.layers(lightness))

    def _predict_alone(self, gray: NDArray, lightness: Tensor) -> Prediction:
        if self._contents is None:
            with self._computing():
                return self._prediction(self._network(self._batch(lightness)), lightness)
        network = cast(LayeredNetwork, self._network)
        with self._computing():
            layers = network.layers(self._batch(lightness))
            output = network.colours(layers)
        # The classifier knows the layers of photos of the card's size.
        size = self.card.working_size
        contents = (
            self._contents.map(lightness, _kept(layers))
            if min(lightness.shape) == size
            else self.contents(self._lightness(gray, size))
        )
        return self._prediction(output, lightness, contents)

    def _predict_with(
        self, hints: NDArray, photo: tuple[int, ...], lightness: Tensor
    ) -> Prediction:
        if Capability.HINTS not in self.card.capabilities:
            raise HintsUnavailable(f"{self.card.title} does not take colour hints by itself.")
        check_hints(hints, photo)
        fixed = hints_on_grid(hints, lightness.shape[0], lightness.shape[1]).planes()
        network = cast(HintsNetwork, self._network)
        with self._computing():
            output = network(self._batch(lightness), fixed[None].to(self.device.name))
            return self._prediction(output, lightness)

    def _prediction(
        self, output: Any, lightness: Tensor, contents: ContentMap | None = None
    ) -> Prediction:
        found = self._network.prediction(output, lightness, self.device.name)
        found = replace(found, usual=self.card.defaults, contents=contents)
        if contents is None:
            return found.smoothed(self.card.smoothing)
        apart = found.distribution()
        answer = automatic_answer(apart, contents, self._typical, self.card.smoothing)
        return replace(answer, before=apart.smoothed(self.card.smoothing))

    def _computing(self) -> AbstractContextManager[None]:
        return self.device.computing(half=Capability.HALF in self.card.capabilities)

    def _lightness(self, gray: NDArray, working_size: int) -> Tensor:
        """Lightness of a photo at the size at which the network looks at it."""
        check_plane(gray)
        height, width = working_shape(gray.shape, working_size, self._network.multiple)
        return lightness_from_luminance(reduced_luminance(gray, height, width))

    def _batch(self, lightness: Tensor) -> Tensor:
        """Give the network a photo as it is to see it."""
        seen = seen_lightness(lightness)
        return seen[None, None].to(self.device.name, memory_format=torch.channels_last)


def _kept(layers: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Give the layers of a single photo, float32 on the CPU."""
    return tuple(layer[0].float().cpu() for layer in layers)


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

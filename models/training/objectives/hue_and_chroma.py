# SPDX-License-Identifier: GPL-3.0-or-later
"""Histograms of hue and chroma, judged at a few random places of each photo.

References
----------
.. [1] G. Larsson, M. Maire, G. Shakhnarovich, "Learning Representations for Automatic
   Colorization", ECCV 2016, section 3.2 (hue/chroma loss) and 3.5 (sparse training).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from models.color.hue_chroma import hue_chroma_from_srgb
from models.networks.larsson2016 import Larsson2016
from models.networks.network import ColorizerNetwork
from models.training.configuration import BadConfiguration
from models.training.objectives.objective import Batch, Objective, objective


@objective("hue-and-chroma")
@dataclass(frozen=True)
class HueAndChroma(Objective):
    """KL divergence of both histograms; the hue counts by the chroma of the place.

    D_KL(y_C || f_C(x)) + lambda_H C D_KL(y_H || f_H(x)): the hue of what is nearly gray is
    unstable, and without meaning.
    """

    locations: int = 128
    """Places drawn in each photo."""
    window: int = 1
    """R, side of the window whose pixels make the true histograms, odd; the paper saw no gain over
    the single pixel, the authors' release has 7 (of crops of 352)."""
    hue_weight: float = 5.0
    """lambda_H, about the reciprocal of the mean chroma."""

    def equip(self, network: ColorizerNetwork) -> None:
        """Make sure that the network can be asked at single places.

        Raises
        ------
        BadConfiguration
            If it is no `Larsson2016`, or the window has no middle.
        """
        if not isinstance(network, Larsson2016):
            raise BadConfiguration("The objective hue-and-chroma is for the network larsson2016.")
        if self.window % 2 == 0:
            raise BadConfiguration(f"The window must be odd, not {self.window} pixels.")

    def forward(self, network: ColorizerNetwork, batch: Batch) -> Any:
        """Draw places and look at them alone.

        Returns
        -------
        places : Tensor
            (N, P, 2) int64 rows and columns of pixels whose windows lie inside the crop.
        output : tuple of Tensor
            Logits of hue and of chroma, (N, K, P) each.
        """
        assert isinstance(network, Larsson2016)  # `equip` has seen to it
        places = random_places(batch.original, self.locations, self.window)
        return places, network.sample(batch.lightness, places.float())

    def loss(self, network: ColorizerNetwork, output: Any, batch: Batch) -> Tensor:
        """Mean over all places."""
        places, (hue, chroma) = output
        true_hue, true_chroma, weight = histograms(
            batch.original, places, self.window, hue.shape[1]
        )
        hues = self.hue_weight * weight * _divergence(true_hue, hue)
        return (_divergence(true_chroma, chroma) + hues).mean()


def random_places(photos: Tensor, count: int, window: int) -> Tensor:
    """Draw pixels evenly, away from the border by half a window.

    Parameters
    ----------
    photos : Tensor
        (N, 3, H, W).
    count : int
        P.
    window : int
        R.

    Returns
    -------
    Tensor
        (N, P, 2) int64, rows and columns, on the photos' device.
    """
    inside = torch.tensor(photos.shape[-2:]) - (window - 1)
    drawn = torch.rand(len(photos), count, 2) * inside  # on the CPU: the same on every device
    return (drawn.long() + window // 2).to(photos.device)


def histograms(
    photos: Tensor, places: Tensor, window: int, bins: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Measure the true histograms around some pixels.

    Parameters
    ----------
    photos : Tensor
        (N, 3, H, W), sRGB-coded, 0..1.
    places : Tensor
        (N, P, 2) int64, rows and columns.
    window : int
        R, odd.
    bins : int
        K.

    Returns
    -------
    hue : Tensor
        (N, K, P), sum 1 over K. Inside a window pixels count by their chroma: grays have no hue.
    chroma : Tensor
        (N, K, P), sum 1 over K.
    weight : Tensor
        (N, P) chroma of the pixel itself, 0..1.
    """
    reach = torch.arange(window, device=places.device) - window // 2
    rows = places[..., 0, None, None] + reach[:, None]  # (N, P, R, 1)
    columns = places[..., 1, None, None] + reach  # (N, P, 1, R)
    index = (rows * photos.shape[-1] + columns).flatten(1)  # (N, P R R)
    pixels = photos.flatten(2).gather(2, index[:, None].expand(-1, 3, -1))
    hue, chroma = hue_chroma_from_srgb(pixels.unflatten(2, (-1, window * window)))  # (N, P, R R)
    share = chroma + 1e-6
    share = share / share.sum(-1, keepdim=True)
    even = torch.full_like(chroma, 1.0 / window**2)
    return (
        _histogram(hue, share, bins),
        _histogram(chroma, even, bins),
        chroma[..., window * window // 2],
    )


def _histogram(values: Tensor, share: Tensor, bins: int) -> Tensor:
    place = (values * bins).long().clamp(max=bins - 1)
    empty = torch.zeros(*values.shape[:-1], bins, device=values.device)
    return empty.scatter_add(-1, place, share).movedim(-1, 1)


def _divergence(truth: Tensor, logits: Tensor) -> Tensor:
    """D_KL(truth || softmax(logits)) over K, (N, P)."""
    surprise = functional.cross_entropy(logits.float(), truth, reduction="none")
    return surprise + torch.special.xlogy(truth, truth).sum(1)

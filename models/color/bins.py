# SPDX-License-Identifier: GPL-3.0-or-later
"""Palettes of ab bins: the quantised colour plane over which a network predicts a distribution.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, sections 3.1
   and 3.2 of arXiv:1603.08511v1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Bins:
    """A palette of Q ab colours."""

    centers: Tensor
    """(Q, 2) float32, ab of each bin."""

    @property
    def count(self) -> int:
        """Number of bins Q."""
        return len(self.centers)

    def to(self, device: torch.device | str) -> Bins:
        """Return the same palette on another device."""
        return Bins(self.centers.to(device))

    def nearest(self, ab: Tensor) -> Tensor:
        """Index of the bin nearest to each colour.

        Parameters
        ----------
        ab : Tensor
            (M, 2).

        Returns
        -------
        Tensor
            (M,) int64.
        """
        return torch.cdist(ab.float(), self.centers).argmin(dim=1)

    def soft_encode(self, ab: Tensor, neighbours: int, sigma: float) -> tuple[Tensor, Tensor]:
        """Soft encoding of section 3.1: the nearest bins under a Gaussian of their distance.

        Parameters
        ----------
        ab : Tensor
            (M, 2).
        neighbours : int
            k; 10 in the paper's text, 5 in the authors' release.
        sigma : float
            Width of the Gaussian in ab units; 5 in the paper.

        Returns
        -------
        index : Tensor
            (M, k) int64, nearest first.
        weight : Tensor
            (M, k) float32, each row sums to 1.
        """
        distance, index = torch.cdist(ab.float(), self.centers).topk(neighbours, 1, largest=False)
        # The nearest distance is subtracted so that colours far outside the palette do not
        # underflow to a row of zeros.
        exponent = (distance[:, :1].square() - distance.square()) / (2 * sigma * sigma)
        weight = exponent.exp()
        return index, weight / weight.sum(1, keepdim=True)

    def smoothing_kernel(self, sigma: float) -> Tensor:
        """Gaussian over bin distances, each column normalised to 1: G_sigma of eq. 6.

        Parameters
        ----------
        sigma : float
            Width in ab units.

        Returns
        -------
        Tensor
            (Q, Q); ``kernel @ p`` smooths a distribution p and keeps its sum.
        """
        kernel = torch.exp(-torch.cdist(self.centers, self.centers).square() / (2 * sigma**2))
        return kernel / kernel.sum(0, keepdim=True)

    def class_weights(self, prior: Tensor, strength: float, sigma: float) -> Tensor:
        """Class weights of eq. 6.

        Parameters
        ----------
        prior : Tensor
            (Q,) empirical probability of the bins.
        strength : float
            The paper's lambda: the share of the uniform distribution mixed in, whose 1 / Q eq. 6
            leaves out. 1 switches rebalancing off, 0 weighs each bin by its plain reciprocal
            probability.
        sigma : float
            Width of the smoothing in ab units.

        Returns
        -------
        Tensor
            (Q,), with mean 1 under the smoothed prior.
        """
        smooth = self.smoothing_kernel(sigma).to(prior) @ prior
        weights = reciprocals((1.0 - strength) * smooth + strength / self.count)
        return weights / (smooth * weights).sum()


def reciprocals(shares: Tensor) -> Tensor:
    """1 / p of each class; one that never occurs counts as much as the rarest that does.

    Parameters
    ----------
    shares : Tensor
        (Q,) p, at least 0.

    Returns
    -------
    Tensor
        (Q,), finite.
    """
    occurs = shares >= torch.finfo(shares.dtype).tiny  # below it the reciprocal overflows
    return 1.0 / shares.clamp(min=float(shares[occurs].min()))


@cache
def zhang_bins() -> Bins:
    """Return the 313 in-gamut bins with grid step 10, in the order of the authors' release."""
    return Bins(torch.from_numpy(_table()[:, :2]).float())


@cache
def imagenet_prior() -> Tensor:
    """How often ImageNet training pixels fall in each of the 313 bins, (313,) float32, sum 1."""
    return torch.from_numpy(_table()[:, 2]).float()


@cache
def _table() -> np.ndarray:
    path = Path(__file__).with_name("bins313.csv")
    return np.loadtxt(path, delimiter=",", skiprows=3)

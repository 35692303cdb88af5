# SPDX-License-Identifier: GPL-3.0-or-later
"""What each place of a photo shows, as far as the network that coloured it knows."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional

from models.coarse_grid import coarse_plane, pool


@dataclass(frozen=True, eq=False)
class ContentMap:
    """What each place of a photo speaks for."""

    evidence: Tensor
    """(K, h, w) logits; their mean over a region is the region's."""
    labels: tuple[str, ...]
    sure: tuple[float, ...]
    """For each label the probability from which on a region is called so."""

    def at(self, height: int, width: int) -> Tensor:
        """Give the logits at another size, (K, height, width) float32."""
        return functional.interpolate(
            self.evidence[None].float(), size=(height, width), mode="bilinear"
        )[0]

    def probability(self, mask: Tensor) -> Tensor:
        """How probable it is that a region shows each of the things.

        Parameters
        ----------
        mask : Tensor
            (h', w') at any size, 0..1, not empty.

        Returns
        -------
        Tensor
            (K,), sum 1.
        """
        height, width = self.evidence.shape[1:]
        return pool(self.evidence.float(), coarse_plane(mask, (height, width))).softmax(0)

    def of(self, mask: Tensor) -> str | None:
        """Say what a region shows; None where that is not sure."""
        probability, label = self.probability(mask).max(0)
        number = int(label)
        return self.labels[number] if float(probability) >= self.sure[number] else None

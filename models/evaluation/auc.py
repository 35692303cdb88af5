# SPDX-License-Identifier: GPL-3.0-or-later
"""Area under the cumulative mass function of the ab error, raw and class-rebalanced.

Protocol: the error is the Euclidean distance in ab of every pixel; its cumulative share is swept
over thresholds 0..150 and the area is given in percent. The rebalanced figure weighs each pixel by
the reciprocal smoothed ImageNet probability (lambda = 0, sigma = 5) of its true bin. All pixels of
all photos are pooled.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, section 4.1.
"""

from __future__ import annotations

from torch import Tensor

from models.color.bins import imagenet_prior, zhang_bins

LARGEST_DISTANCE = 150


class AreaUnderCurve:
    """Collects ab errors photo by photo."""

    def __init__(self) -> None:
        self._bins = zhang_bins()
        self._weights = self._bins.class_weights(imagenet_prior(), strength=0.0, sigma=5.0).double()
        self._area = 0.0
        self._mass = 0.0
        self._weighted_area = 0.0
        self._weighted_mass = 0.0

    def add(self, predicted: Tensor, truth: Tensor) -> None:
        """Add one photo.

        Parameters
        ----------
        predicted, truth : Tensor
            (2, H, W) ab.
        """
        difference = (predicted - truth).double()
        distance = difference.square().sum(0).sqrt().flatten()
        # The area under a step that rises at d is the share of the sweep beyond d.
        area = (1.0 - distance / LARGEST_DISTANCE).clamp(min=0.0)
        weight = self._weights[self._bins.nearest(truth.movedim(0, -1).reshape(-1, 2))]
        self._area += float(area.sum())
        self._mass += area.numel()
        self._weighted_area += float((area * weight).sum())
        self._weighted_mass += float(weight.sum())

    @property
    def raw(self) -> float:
        """AuC in percent."""
        return 100.0 * self._area / max(self._mass, 1.0)

    @property
    def rebalanced(self) -> float:
        """Class-rebalanced AuC in percent."""
        return 100.0 * self._weighted_area / max(self._weighted_mass, 1e-12)

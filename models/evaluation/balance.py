# SPDX-License-Identifier: GPL-3.0-or-later
"""Class balance of pixels: rare colours weigh more.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, eq. 6 with
   lambda = 0, section 4.1 of arXiv:1603.08511v1.
"""

from __future__ import annotations

from functools import cache

from torch import Tensor

from models.color.bins import imagenet_prior, zhang_bins


def pixel_weights(ab: Tensor) -> Tensor:
    """Reciprocal smoothed ImageNet probability (sigma = 5) of the bin of each pixel.

    Parameters
    ----------
    ab : Tensor
        (2, H, W).

    Returns
    -------
    Tensor
        (H, W) float64, mean 1 under the prior.
    """
    index = zhang_bins().nearest(ab.movedim(0, -1).reshape(-1, 2))
    return _class_weights()[index].view(ab.shape[1:])


@cache
def _class_weights() -> Tensor:
    return zhang_bins().class_weights(imagenet_prior(), strength=0.0, sigma=5.0).double()

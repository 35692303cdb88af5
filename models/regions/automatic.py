# SPDX-License-Identifier: GPL-3.0-or-later
"""Automatic regions: parts of a photo that probably have one colour.

References
----------
.. [1] P. F. Felzenszwalb, D. P. Huttenlocher, "Efficient Graph-Based Image Segmentation",
   IJCV 2004.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from skimage.segmentation import felzenszwalb
from torch.nn import functional

from models.predictions.prediction import Prediction
from models.regions.borders import without_strips
from models.regions.count import MOST_REGIONS

_SIDE = 320  # largest short side at which they are sought, so that it is quick, pixels
_SMALLEST = 0.006  # share of the photo
_SCALE = 60.0


def automatic_regions(prediction: Prediction, most: int = MOST_REGIONS) -> NDArray[np.int64]:
    """Segment a photo by its lightness and its predicted colours.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    most : int
        Largest number of regions.

    Returns
    -------
    ndarray
        (H, W) labels 0, 1, ... at the working size, or at a short side of 320 pixels if that is
        larger.
    """
    shrink = min(1.0, _SIDE / min(prediction.lightness.shape))
    height, width = (max(1, round(side * shrink)) for side in prediction.lightness.shape)
    light = prediction.lightness.float()[None, None]
    if shrink < 1.0:
        light = functional.interpolate(light, size=(height, width), mode="bilinear", antialias=True)
    ab = functional.interpolate(
        prediction.decode(prediction.usual)[None], size=(height, width), mode="bilinear"
    )
    picture = torch.cat((light, ab), dim=1)[0].permute(1, 2, 0).numpy() / 100.0
    smallest = max(1, round(_SMALLEST * height * width))
    while True:
        labels = felzenszwalb(picture, scale=_SCALE, sigma=1.0, min_size=smallest, channel_axis=-1)
        if labels.max() < most:
            return without_strips(labels, picture[..., 0])
        smallest *= 2

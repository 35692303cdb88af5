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
from models.regions.merging import edge_strength, merged

_SIDE = 320  # largest short side at which they are sought, so that it is quick, pixels
_SEGMENTS = {"scale": 4.0, "sigma": 1.0}  # too many and too small; with them no edge is missed
_SMALLEST = 0.0006  # segment, share of the photo
_COLOUR = 1.5  # times a difference of ab counts as much as one of L (docs/training-notes.md)
_DEAREST = 0.5  # up to which segments are put together
_DEARER = 1.2  # times it as long as there are too many regions


def automatic_regions(prediction: Prediction, most: int = MOST_REGIONS) -> NDArray[np.int64]:
    """Segment a photo by its lightness and its predicted colours.

    Many small segments [1]_ are put together (`models.regions.merging`).

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    most : int
        Largest number of regions.

    Returns
    -------
    ndarray
        (H, W) labels 0, 1, ... at the working size, but with a short side of 320 pixels at most.
    """
    shrink = min(1.0, _SIDE / min(prediction.lightness.shape))
    height, width = (max(1, round(side * shrink)) for side in prediction.lightness.shape)
    light = prediction.lightness.float()[None, None]
    if shrink < 1.0:
        light = functional.interpolate(light, size=(height, width), mode="bilinear", antialias=True)
    ab = functional.interpolate(
        prediction.told_apart().edge_colours()[None],
        size=(height, width),
        mode="bilinear",
    )
    planes = torch.cat((light, ab), dim=1)[0].permute(1, 2, 0).numpy()
    smallest = max(1, round(_SMALLEST * height * width))
    labels = felzenszwalb(planes / 100.0, min_size=smallest, channel_axis=-1, **_SEGMENTS)
    picture = planes * (1.0, _COLOUR, _COLOUR)
    edges = edge_strength(picture, _SEGMENTS["sigma"])
    dearest = _DEAREST
    while (labels := merged(labels, picture, edges, dearest)).max() >= most:
        dearest *= _DEARER
    return without_strips(labels, planes[..., 0])

# SPDX-License-Identifier: GPL-3.0-or-later
"""A photo whose colours are known, and a colouring of its gray copy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from skimage.segmentation import felzenszwalb
from torch import Tensor

from models.color.gamut import fit_chroma
from models.color.gray import lightness
from models.color.lab import LUMINANCE_FROM_RGB, lab_from_srgb, linear_from_srgb, srgb_from_linear
from models.decoding import DecoderSettings
from models.errors import NoDistribution
from models.evaluation.balance import pixel_weights
from models.photos import ColorPhoto
from models.predictions.distribution import DistributionPrediction
from models.predictions.prediction import Prediction

SHORT_SIDE = 256
"""Photos are reduced to this short side; smaller ones keep their size."""
_CHROMA = 8.0  # ab units; a photo with hardly any pixel beyond is gray
_COLOURED = 0.02
_SEGMENTS = {"scale": 200.0, "sigma": 1.0}
_SMALLEST = 0.01  # of a region, share of the photo


class Truth:
    """A colour photo, all that is derived from it, and the gray plane that is to be coloured.

    Parameters
    ----------
    rgb : ndarray
        (H, W, 3) uint8, sRGB.
    label : int, optional
        ImageNet class 0..999.
    file : ColorPhoto, optional
        Where the photo is.
    """

    def __init__(
        self, rgb: NDArray[np.uint8], label: int | None = None, file: ColorPhoto | None = None
    ):
        self.rgb = rgb
        self.label = label
        self.file = file
        coded = planes(rgb)
        self.ab = lab_from_srgb(coded)[1:]
        """(2, H, W)."""
        self.gray = gray_of(coded)
        """(H, W) uint8."""
        self.light = lightness(self.gray)
        """(H, W) CIE L of the 8-bit gray plane."""

    @cached_property
    def is_gray(self) -> bool:
        """Whether under 2 % of the pixels have a chroma over 8."""
        return float((self.ab.norm(dim=0) > _CHROMA).float().mean()) < _COLOURED

    @cached_property
    def weights(self) -> Tensor:
        """(H, W) class-balancing weight of each pixel."""
        return pixel_weights(self.ab)

    @cached_property
    def regions(self) -> NDArray[np.int64]:
        """(H, W) labels 0, 1, ... of Felzenszwalb's segmentation of the gray plane."""
        return felzenszwalb(
            self.gray / 255.0, min_size=round(_SMALLEST * self.gray.size), **_SEGMENTS
        )


@dataclass(frozen=True)
class Cost:
    """What a prediction takes."""

    seconds: float
    """From the gray plane to the prediction."""
    parameters: int
    """Of the network."""


@dataclass(frozen=True, eq=False)
class Answer:
    """A colouring of one photo."""

    truth: Truth
    rgb: NDArray[np.uint8]
    """(H, W, 3) the picture that is judged."""
    prediction: Prediction | None = None
    """None for baselines."""
    settings: DecoderSettings | None = None
    cost: Cost | None = None
    """None for baselines."""

    @cached_property
    def distribution(self) -> DistributionPrediction | None:
        """The prediction as a distribution; None for baselines and regressions."""
        try:
            return self.prediction.distribution() if self.prediction else None
        except NoDistribution:
            return None

    @cached_property
    def ab(self) -> Tensor:
        """(2, H, W) of the 8-bit picture."""
        return lab_from_srgb(planes(self.rgb))[1:]

    @cached_property
    def distance(self) -> Tensor:
        """(H, W) Euclidean distance to the true ab."""
        return (self.ab - self.truth.ab).square().sum(0).sqrt()


def read_truth(photo: ColorPhoto, label: int | None = None) -> Truth:
    """Read a colour photo, upright and reduced to `SHORT_SIDE`.

    Parameters
    ----------
    photo : ColorPhoto
        Where it is.
    label : int, optional
        Its ImageNet class.

    Returns
    -------
    Truth

    Raises
    ------
    BadPhoto
        If the file is no picture.
    """
    image = photo.open()
    scale = SHORT_SIDE / min(image.size)
    if scale < 1.0:
        width, height = (max(1, round(side * scale)) for side in image.size)
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    return Truth(np.array(image), label, photo)


def recomposed(truth: Truth, ab: Tensor) -> NDArray[np.uint8]:
    """Put colours on the lightness of a photo's gray plane, in gamut at fixed L and hue.

    Parameters
    ----------
    truth : Truth
        The photo.
    ab : Tensor
        (2, H, W).

    Returns
    -------
    ndarray
        (H, W, 3) uint8, sRGB.
    """
    coded = srgb_from_linear(fit_chroma(torch.cat((truth.light[None], ab))))
    return (coded * 255.0 + 0.5).byte().permute(1, 2, 0).numpy()


def planes(rgb: NDArray[np.uint8]) -> Tensor:
    """(H, W, 3) uint8 pixels as (3, H, W) in 0..1."""
    return torch.from_numpy(rgb).permute(2, 0, 1).float() / 255.0


def gray_of(rgb: Tensor) -> NDArray[np.uint8]:
    """8-bit sRGB gray plane of a colour photo.

    Parameters
    ----------
    rgb : Tensor
        (3, H, W), sRGB-coded, 0..1.

    Returns
    -------
    ndarray
        (H, W), coding the relative luminance.
    """
    luminance = (linear_from_srgb(rgb) * torch.tensor(LUMINANCE_FROM_RGB).view(3, 1, 1)).sum(0)
    return (srgb_from_linear(luminance) * 255.0).round().byte().numpy()

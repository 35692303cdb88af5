# SPDX-License-Identifier: GPL-3.0-or-later
"""How near a colorizer comes to the true colours of photos, through the product's own pipeline.

Protocol: each colour photo at its own size; its luminance, rounded to 8 bit sRGB gray, is coloured
(network, decoding, edge-aware upsampling, gamut); the resulting ab is compared with the true ab at
every pixel, all photos pooled (see `models.evaluation.auc`). Colourfulness is the mean over the
photos of the coloured 8-bit RGB.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from models.color.lab import lab_from_srgb, linear_from_srgb, srgb_from_linear
from models.colorizer import Colorizer
from models.decoding import DecoderSettings
from models.evaluation.auc import AreaUnderCurve
from models.evaluation.colourfulness import colourfulness
from models.recomposition import automatic


@dataclass(frozen=True)
class Accuracy:
    """Figures of one setting of one colorizer; AuC in percent."""

    auc_raw: float
    auc_rebalanced: float
    colourfulness: float


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
    weights = torch.tensor([0.212671, 0.715160, 0.072169]).view(3, 1, 1)
    luminance = (linear_from_srgb(rgb) * weights).sum(0)
    return (srgb_from_linear(luminance) * 255.0).round().byte().numpy()


def measure(
    colorizer: Colorizer, photos: Iterable[Image.Image], settings: Sequence[DecoderSettings]
) -> tuple[list[Accuracy], Accuracy, float]:
    """Colour photos whose colours are known.

    Parameters
    ----------
    colorizer : Colorizer
        Runs once a photo.
    photos : iterable of Image
        RGB.
    settings : sequence of DecoderSettings
        Each is measured.

    Returns
    -------
    figures : list of Accuracy
        In the order of `settings`.
    gray : Accuracy
        Of leaving the photos gray.
    truth : float
        Mean colourfulness of the originals.
    """
    areas = [AreaUnderCurve() for _ in settings]
    gray_area = AreaUnderCurve()
    colours: list[list[float]] = []
    for photo in photos:
        rgb = torch.from_numpy(np.array(photo)).permute(2, 0, 1).float() / 255.0
        true_ab = lab_from_srgb(rgb)[1:]
        gray = gray_of(rgb)
        prediction = colorizer.predict(gray)
        row = [colourfulness(rgb)]
        for setting, area in zip(settings, areas, strict=True):
            picture = torch.from_numpy(automatic(prediction, gray, setting).srgb())
            coloured = picture.permute(2, 0, 1).float() / 255.0
            area.add(lab_from_srgb(coloured)[1:], true_ab)
            row.append(colourfulness(coloured))
        gray_area.add(torch.zeros_like(true_ab), true_ab)
        colours.append(row)
    truth, *means = np.mean(colours, axis=0).tolist()
    figures = [
        Accuracy(area.raw, area.rebalanced, mean) for area, mean in zip(areas, means, strict=True)
    ]
    return figures, Accuracy(gray_area.raw, gray_area.rebalanced, 0.0), truth

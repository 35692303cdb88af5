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
from PIL import Image

from models.color.lab import lab_from_srgb
from models.colorizer import Colorizer
from models.decoding import DecoderSettings
from models.errors import NoPhotos
from models.evaluation.answer import Truth, planes
from models.evaluation.auc import AreaUnderCurve
from models.evaluation.colourfulness import colourfulness
from models.recomposition import automatic


@dataclass(frozen=True)
class Accuracy:
    """Figures of one setting of one colorizer; AuC in percent."""

    auc_raw: float
    auc_rebalanced: float
    colourfulness: float


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
    original : float
        Mean colourfulness of the originals.

    Raises
    ------
    NoPhotos
        If there are none.
    """
    areas = [AreaUnderCurve() for _ in settings]
    gray_area = AreaUnderCurve()
    colours: list[list[float]] = []
    for photo in photos:
        truth = Truth(np.array(photo))
        prediction = colorizer.predict(truth.gray)
        row = [colourfulness(planes(truth.rgb))]
        for setting, area in zip(settings, areas, strict=True):
            coloured = planes(automatic(prediction, truth.gray, setting).srgb().astype(np.uint8))
            area.add(lab_from_srgb(coloured)[1:], truth.ab)
            row.append(colourfulness(coloured))
        gray_area.add(torch.zeros_like(truth.ab), truth.ab)
        colours.append(row)
    if not colours:
        raise NoPhotos("None of the photos to measure on can be read.")
    original, *means = np.mean(colours, axis=0).tolist()
    figures = [
        Accuracy(area.raw, area.rebalanced, mean) for area, mean in zip(areas, means, strict=True)
    ]
    return figures, Accuracy(gray_area.raw, gray_area.rebalanced, 0.0), original

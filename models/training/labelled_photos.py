# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos whose parts have been labelled by people, as the network sees them.

A photo ``NAME.jpg`` has its labels in ``NAME.png`` of the same size: 0 for what is none of the
things or not known, 1, 2, ... for those in `models.contents.LABELS`, and `PERSON` for a person of
whom it is not known which part.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from models.coarse_grid import coarse_plane, pools
from models.color.lab import linear_from_lab, srgb_from_linear
from models.colorizer import Colorizer, working_shape
from models.contents import LABELS, region_features
from models.regions.automatic import automatic_regions
from models.regions.region import coarse_mask
from models.regions.superpixels import Superpixels
from models.training.old_photo import old_photo_lightness

PERSON = len(LABELS) + 1
"""Value of a person in pictures of labels; its parts are skin, hair or clothes."""
_PARTS_OF_PERSON = torch.tensor([label in ("skin", "hair", "clothes") for label in LABELS])
_SIDE = 256  # short side at which photos are aged, pixels
_QUICK = 192  # short side at which regions are found, pixels
_OLD = 0.5  # share of the photos that are made to look old
_PURE = 0.8  # share of a place that must have one label
_SMALLEST = 0.004  # share of the photo below which what has one label is no region


@dataclass(frozen=True, eq=False)
class Places:
    """Pieces or regions of photos, described and labelled."""

    features: Tensor
    """(n, C)."""
    allowed: Tensor
    """(n, K) bool, what each of them may show."""
    photo: Tensor
    """(n,) the number of the photo that each of them is part of."""


@dataclass(frozen=True, eq=False)
class LabelledPhoto:
    """A photo as the network sees it, and what people say that it shows."""

    lightness: Tensor
    """(H, W) CIE L."""
    features: Tensor
    """(C, h, w) of its places."""
    labels: NDArray[np.uint8]
    """(H, W)."""
    number: int
    """Of the photo; what chance decided about its age goes by it."""

    def places(self, features: Tensor, labels: Tensor) -> Places:
        """Put together what is known of n of its places, (n, C) and (n,)."""
        label = labels.long()[:, None]
        allowed = (label == torch.arange(1, PERSON)) | (label == PERSON) & _PARTS_OF_PERSON
        return Places(features, allowed, torch.full((len(labels),), self.number))


def looked_at(photo: Path, number: int, colorizer: Colorizer) -> LabelledPhoto:
    """Read a photo, make it look old if chance says so, and look at it.

    Parameters
    ----------
    photo : Path
        With its labels beside it.
    number : int
        Of the photo.
    colorizer : Colorizer
        The default one.

    Returns
    -------
    LabelledPhoto
    """
    with Image.open(photo) as picture, Image.open(photo.with_suffix(".png")) as labelled:
        height, width = working_shape((picture.height, picture.width), _SIDE, 32)
        rgb = np.asarray(picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS))
        labels = np.asarray(labelled.resize((width, height), Image.Resampling.NEAREST))
    pixels = torch.from_numpy(rgb.copy()).permute(2, 0, 1)[None].float() / 255.0
    lightness = old_photo_lightness(pixels, _OLD, torch.Generator().manual_seed(number))[0, 0]
    return LabelledPhoto(lightness, region_features(*colorizer.layers(lightness)), labels, number)


def labelled_pieces(photo: LabelledPhoto) -> Places:
    """Describe the superpixels of a photo that have one label.

    Parameters
    ----------
    photo : LabelledPhoto

    Returns
    -------
    Places
    """
    grid = (photo.features.shape[1], photo.features.shape[2])
    superpixels = Superpixels(coarse_plane(photo.lightness, grid))
    labels = torch.from_numpy(photo.labels.copy()).long()
    each = functional.one_hot(labels, PERSON + 1).permute(2, 0, 1).float()
    share, label = superpixels.mean(functional.adaptive_avg_pool2d(each, grid)).max(1)
    known = (label > 0) & (share >= _PURE)
    return photo.places(superpixels.mean(photo.features)[known], label[known])


def labelled_regions(photo: LabelledPhoto, colorizer: Colorizer) -> Places:
    """Describe the regions of a photo: what has one label, and what is found by itself.

    Parameters
    ----------
    photo : LabelledPhoto
    colorizer : Colorizer
        The default one.

    Returns
    -------
    Places
    """
    gray = srgb_from_linear(
        linear_from_lab(functional.pad(photo.lightness[None], (0, 0, 0, 0, 0, 2)))
    )
    prediction = colorizer.predict(gray[0].clamp(0.0, 1.0).numpy(), working_size=_QUICK)
    grid = (photo.features.shape[1], photo.features.shape[2])
    height, width = photo.labels.shape

    found = Image.fromarray(automatic_regions(prediction).astype(np.uint8))
    scaled = np.asarray(found.resize((width, height), Image.Resampling.NEAREST))
    named = [photo.labels == value for value in range(1, PERSON + 1)]
    masks, labels = [], []
    for region in named + [scaled == number for number in range(int(scaled.max()) + 1)]:
        if region.mean() < _SMALLEST:
            continue
        label = int(np.bincount(photo.labels[region]).argmax())
        if label > 0 and (photo.labels[region] == label).mean() >= _PURE:
            masks.append(coarse_mask(region, grid))
            labels.append(label)
    if not masks:
        return photo.places(torch.zeros(0, len(photo.features)), torch.zeros(0))
    return photo.places(pools(photo.features, torch.stack(masks)), torch.tensor(labels))

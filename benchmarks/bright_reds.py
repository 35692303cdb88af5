# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of old black-and-white photographs is given bright red or purple.

``python benchmarks/bright_reds.py FOLDER [--colorizer compact]``

Nobody knows the true colours of such photos, but that suits, hats and backdrops of a hundred years
ago were seldom bright red. Printed are the mean share of a photo's area, and of how many photos
more than a twentieth is bright red or purple, at the recommended settings; beside it the
colourfulness, since a gray picture has no red either.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models import registry
from models.color.lab import lab_from_srgb
from models.device import choose_device
from models.evaluation.answer import gray_of, planes
from models.evaluation.colourfulness import colourfulness
from models.photos import find_photos, readable
from models.recomposition import automatic

_CHROMA = 28.0  # above that of most skin
_HUES = (-70.0, 38.0)  # degrees in the ab plane, from purple to red; bricks and wood lie above
_MUCH = 0.05
_LARGEST = 800  # pixels


def bright_red_share(ab: Tensor) -> float:
    """Share of a photo that is bright red or purple.

    Parameters
    ----------
    ab : Tensor
        (2, H, W).

    Returns
    -------
    float
        0..1.
    """
    a, b = ab
    hue = torch.rad2deg(torch.atan2(b, a))
    low, high = _HUES
    return float(((torch.hypot(a, b) > _CHROMA) & (hue > low) & (hue < high)).float().mean())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--colorizer", default="compact")
    given = parser.parse_args()
    colorizer = registry.load(given.colorizer, choose_device())
    rows = []
    for _, picture in readable(find_photos(given.photos)):
        picture.thumbnail((_LARGEST, _LARGEST))
        gray = gray_of(planes(np.array(picture)))
        prediction = colorizer.predict(gray)
        strips = automatic(prediction, gray, colorizer.card.defaults).srgb_strips()
        rgb = planes(np.concatenate(list(strips)))
        rows.append((bright_red_share(lab_from_srgb(rgb)[1:]), float(colourfulness(rgb))))
    shares, colourful = np.array(rows).T
    print(
        f"{given.colorizer}, {len(rows)} photos: {shares.mean():.2%} of the area, "
        f"{(shares > _MUCH).mean():.1%} of the photos, colourfulness {colourful.mean():.1f}"
    )


if __name__ == "__main__":
    main()

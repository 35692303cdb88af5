# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of a photo's true colours its automatic regions tell apart.

``python benchmarks/regions.py val.tar [--every 2] [--colorizer compact]``

A region is meant to have one colour. Printed are, as means over the photos, the root mean square
of the distance of the true ab to its mean over the region, how many regions there are, and, for
comparison, the same for as many upright tiles of one size and for the whole photo.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from torch.nn import functional

from models import registry
from models.device import choose_device
from models.evaluation.answer import Truth
from models.photos import find_photos, readable
from models.regions.automatic import automatic_regions


def spread(ab: NDArray[np.floating], labels: NDArray[np.integer]) -> float:
    """Root mean square distance of colours to their region's mean.

    Parameters
    ----------
    ab : ndarray
        (2, H, W).
    labels : ndarray
        (H, W).

    Returns
    -------
    float
        ab units.
    """
    numbers = range(labels.max() + 1)
    own = np.stack([ndimage.mean(plane, labels, numbers)[labels] for plane in ab])
    return float(((ab - own) ** 2).sum(axis=0).mean() ** 0.5)


def tiles(shape: tuple[int, int], count: int) -> NDArray[np.int64]:
    """Cut a photo into about as many tiles as it has regions.

    Parameters
    ----------
    shape : tuple of int
        (H, W).
    count : int
        Wanted.

    Returns
    -------
    ndarray
        (H, W) labels.
    """
    height, width = shape
    down = max(1, round((count * height / width) ** 0.5))
    across = max(1, round(count / down))
    rows, columns = np.arange(height) * down // height, np.arange(width) * across // width
    return rows[:, None] * across + columns


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--every", type=int, default=2)
    parser.add_argument("--colorizer", default="compact")
    given = parser.parse_args()
    colorizer = registry.load(given.colorizer, choose_device())
    rows = []
    for _, picture in readable(find_photos(given.photos)[:: given.every]):
        known = Truth(np.array(picture))
        labels = automatic_regions(colorizer.predict(known.gray))
        ab = functional.interpolate(
            known.ab[None], size=labels.shape, mode="bilinear", antialias=True
        )[0].numpy()
        count = int(labels.max()) + 1
        whole = np.zeros_like(labels)
        rows.append((count, *(spread(ab, x) for x in (labels, tiles(labels.shape, count), whole))))
    figures = np.array(rows)
    count, regions, tiled, whole = figures.mean(0)
    error = 1.96 * figures[:, 1].std() / len(figures) ** 0.5
    print(f"{len(figures)} photos, {count:.1f} regions each; true ab within a part, RMS:")
    print(f"regions {regions:.2f} ± {error:.2f}, tiles {tiled:.2f}, whole photo {whole:.2f}")


if __name__ == "__main__":
    main()

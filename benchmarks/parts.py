# SPDX-License-Identifier: GPL-3.0-or-later
"""How well the parts of photos are those that people see in them.

``python benchmarks/parts.py FOLDER [--colorizer compact]``

FOLDER has photos and their labels as `models.training.labelled_photos` describes them. Printed
are, as means over the photos, how many parts a photo has; the share of what is labelled that lies
in a part of which most has the same label (purity); and the share that lies in the part which holds
most of its label (completeness): of regions by themselves, of parts without knowing what they show,
and of parts.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.metrics import contingency_table

from models import registry
from models.device import choose_device
from models.parts import parts_of
from models.regions.automatic import automatic_regions
from models.regions.colours import RegionColours

KNOWN = 0.2  # share of a photo that must be labelled


def agreement(
    parts: Sequence[Sequence[int]], labels: NDArray[np.integer], known: NDArray[np.integer]
) -> tuple[float, float, float]:
    """Compare the parts of a photo with what people see in it.

    Parameters
    ----------
    parts : sequence of sequence of int
        Labels of the regions of each.
    labels : ndarray
        (H, W) of the regions.
    known : ndarray
        (H, W) of what people see, 0 where that is not known.

    Returns
    -------
    count : float
        Of the parts.
    purity, completeness : float
        Shares of what is labelled, 0..1.
    """
    part_of = np.zeros(labels.max() + 1, int)
    for number, part in enumerate(parts):
        part_of[list(part)] = number
    shared = contingency_table(known, part_of[labels], ignore_labels=[0]).toarray()
    shared = shared / shared.sum()
    return len(parts), float(shared.max(0).sum()), float(shared.max(1).sum())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--colorizer", default="compact")
    given = parser.parse_args()
    colorizer = registry.load(given.colorizer, choose_device())
    seer = registry.load(registry.DEFAULT, choose_device())
    rows = []
    for file in sorted(given.folder.glob("*.jpg")):
        with Image.open(file) as picture, Image.open(file.with_suffix(".png")) as labelled:
            prediction = colorizer.predict(np.asarray(picture.convert("L")))
            labels = automatic_regions(prediction)
            known = np.asarray(labelled.resize(labels.shape[::-1], Image.Resampling.NEAREST))
        if (known > 0).mean() < KNOWN:
            continue
        alone = [[label] for label in range(int(labels.max()) + 1)]
        colours = RegionColours(prediction)
        unseen = parts_of(colours, labels, None)
        contents = prediction.contents or seer.contents(prediction.lightness.float())
        seen = parts_of(colours, labels, contents)
        rows.append([agreement(parts, labels, known) for parts in (alone, unseen, seen)])
    figures = np.array(rows)
    print(f"{len(figures)} photos; means, ± 95 % of the mean over the photos")
    print("| | how many | purity % | completeness % |")
    print("| --- | --- | --- | --- |")
    spread = 1.96 * figures.std(0) / len(figures) ** 0.5
    names = ("regions", "parts, unseen what they show", "parts")
    for name, row, error in zip(names, figures.mean(0), spread, strict=True):
        print(
            f"| {name} | {row[0]:.1f} | {100 * row[1]:.1f} ± {100 * error[1]:.1f} "
            f"| {100 * row[2]:.1f} ± {100 * error[2]:.1f} |"
        )


if __name__ == "__main__":
    main()

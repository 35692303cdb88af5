# SPDX-License-Identifier: GPL-3.0-or-later
"""How much nearer to the truth a photo comes when the right ones of its alternatives are shown.

``python benchmarks/alternatives.py val.tar [--every 5] [--colorizer compact]``

Of the first N alternatives of a photo, as *Colorize (Auto)* adds them, an artist who knew the
photo would show, for every part, the one that brings it nearest to its true colours, or none. Per
N: the mean distance to the true ab before and after, the share of the photo within 15 ab units of
the truth before and after, and how many parts the N alternatives are of; means over the photos.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

from models import registry
from models.alternatives import alternative_colours
from models.candidates import candidates
from models.colorizer import Colorizer
from models.device import choose_device
from models.evaluation.answer import Truth
from models.photos import find_photos, readable

NUMBERS = (1, 3, 5, 8, 12)
NEAR = 15.0


def chosen(colorizer: Colorizer, seer: Colorizer, photo: Image.Image) -> list[tuple[float, ...]]:
    """Ask of one photo how far it is from the truth, and how far after choosing.

    Parameters
    ----------
    colorizer : Colorizer
        With a distribution.
    seer : Colorizer
        Tells what the photo shows, where the first one does not.
    photo : Image
        RGB.

    Returns
    -------
    list of tuple of float
        For each of `NUMBERS` the mean distance before and after, ab units, the share within
        `NEAR` before and after, and the number of parts.
    """
    known = Truth(np.array(photo))
    prediction = colorizer.predict(known.gray)
    truth = functional.adaptive_avg_pool2d(known.ab, prediction.grid)
    automatic = prediction.decode(prediction.usual)
    before = (automatic - truth).norm(dim=0)
    contents = prediction.contents or seer.contents(prediction.lightness.float())
    found = candidates(prediction, NUMBERS[-1], contents=contents)
    after = []
    for candidate in found:
        colours = alternative_colours(prediction, candidate, prediction.usual, automatic)
        shown = torch.lerp(automatic, colours, candidate.mask)
        after.append((shown - truth).norm(dim=0))
    rows: list[tuple[float, ...]] = []
    for number in NUMBERS:
        # Parts do not overlap, so what choosing brings adds up over them.
        best: dict[int, torch.Tensor] = {}
        for candidate, error in zip(found[:number], after[:number], strict=True):
            part = id(candidate.region)
            if error.mean() < best.get(part, before).mean():
                best[part] = error
        left = before + sum((error - before for error in best.values()), torch.zeros(()))
        planes = (before, left)
        distances = [float(plane.mean()) for plane in planes]
        shares = [float((plane < NEAR).float().mean()) for plane in planes]
        parts = len({id(candidate.region) for candidate in found[:number]})
        rows.append((*distances, *shares, float(parts)))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path, nargs="+")
    parser.add_argument("--every", type=int, default=5)
    parser.add_argument("--colorizer", default="compact")
    given = parser.parse_args()
    colorizer = registry.load(given.colorizer, choose_device())
    seer = registry.load(registry.DEFAULT, choose_device())
    photos = find_photos(given.photos)[:: given.every]
    figures = np.array([chosen(colorizer, seer, picture) for _, picture in readable(photos)])
    mean, error = figures.mean(0), 1.96 * figures.std(0) / len(figures) ** 0.5
    print(f"{len(figures)} photos; ± 95 % of the mean over the photos")
    print("| alternatives | of parts | distance to the true ab | within 15 |")
    print("| --- | --- | --- | --- |")
    for number, row, spread in zip(NUMBERS, mean, error, strict=True):
        print(
            f"| {number} | {row[4]:.1f} | {row[0]:.2f} → {row[1]:.2f} ± {spread[1]:.2f} "
            f"| {100 * row[2]:.1f} → {100 * row[3]:.1f} ± {100 * spread[3]:.1f} % |"
        )


if __name__ == "__main__":
    main()

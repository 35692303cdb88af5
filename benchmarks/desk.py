# SPDX-License-Identifier: GPL-3.0-or-later
"""How quickly the artist's desk answers: ``python benchmarks/desk.py PHOTOS [--count 20]``.

PHOTOS is a folder of photos or a tar shard; each is enlarged to a scan of 12 million pixels. Every
step is taken once for each photo. The times are those of the processor, in one thread, so that
other work on the machine does not count: on an idle computer an artist does not wait longer.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from models import recomposition, registry
from models.candidates import candidates, region_candidates
from models.color.gray import preview_plane
from models.device import choose_device
from models.photos import find_photos
from models.regions.automatic import automatic_regions

PREVIEW = 512
SCAN = 12e6  # pixels
LIMITS = {"automatic regions": 0.5, "preview, other temperature": 0.15}
FEWEST, MOST = 8, 40

_Result = TypeVar("_Result")


def main() -> None:
    """Print the table; fail if the artist would have to wait."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--count", type=int, default=20)
    given = parser.parse_args()
    torch.set_num_threads(1)
    files = find_photos([given.photos])
    colorizer = registry.load(registry.DEFAULT, choose_device("cpu"))
    settings = colorizer.card.defaults
    other = replace(settings, temperature=0.4)
    seconds: dict[str, list[float]] = {}
    counts = []

    def timed(step: str, work: Callable[[], _Result]) -> _Result:
        start = time.process_time()
        result = work()
        seconds.setdefault(step, []).append(time.process_time() - start)
        return result

    for file in files[:: max(1, len(files) // given.count)][: given.count]:
        small = np.array(file.open().convert("L"))
        gray = np.kron(small, np.ones([round((SCAN / small.size) ** 0.5)] * 2, np.uint8))
        prediction = timed("network", lambda gray=gray: colorizer.predict(gray))
        preview = timed("preview plane, once", lambda gray=gray: preview_plane(gray, PREVIEW))
        labels = timed("automatic regions", lambda p=prediction: automatic_regions(p))
        counts.append(int(labels.max()) + 1)
        timed(
            "preview, other temperature",
            lambda p=prediction, g=preview: recomposition.automatic(p, g, other).srgb(),
        )
        found = timed(
            "candidates of the photo",
            lambda p=prediction, known=labels: candidates(p, 16, known, p.contents),
        )
        region = found[0].region
        timed("candidates of a region", lambda p=prediction, r=region: region_candidates(p, r))
        timed("mask of a region", lambda r=region, g=preview: list(r.mask(g).strips()))
        timed(
            "alternative",
            lambda p=prediction, g=preview, c=found[0]: recomposition.alternative(
                p, g, c, settings
            ).srgb(),
        )
    print(f"{platform.machine()}, one thread, processor time, {time.strftime('%Y-%m-%d')}")
    print(f"{len(counts)} photos, previews of {PREVIEW} pixels")
    print(f"{'step':28} {'median ms':>9} {'slowest ms':>10}")
    for step, taken in seconds.items():
        print(f"{step:28} {1000 * statistics.median(taken):9.0f} {1000 * max(taken):10.0f}")
    print(f"regions of a photo: {min(counts)} to {max(counts)}, median {statistics.median(counts)}")
    for step, limit in LIMITS.items():
        if statistics.median(seconds[step]) > limit:
            raise SystemExit(f"{step} takes longer than {1000 * limit:.0f} ms.")
    inside = sum(FEWEST <= count <= MOST for count in counts) / len(counts)
    if inside < 0.9:
        raise SystemExit(
            f"Only {100 * inside:.0f} % of the photos have {FEWEST} to {MOST} regions."
        )


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a photo takes, step by step: ``python benchmarks/speed.py [--device cpu]``.

Noise stands in for photos: the time depends on the size alone. Each figure is the median of
several runs after one to warm up; memory is the peak of the whole process.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from models import recomposition, registry
from models.candidates import candidates
from models.color.gray import preview_plane
from models.device import choose_device

SIZES = ((768, 1024), (3000, 4000), (8000, 12500))
RUNS = 3
PREVIEW = 512

_Result = TypeVar("_Result")


def timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    """Return the median seconds of several runs, and the result of the last."""
    result = work()
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), result


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="auto")
    device = choose_device(parser.parse_args().device)
    colorizer = registry.load(registry.DEFAULT, device)
    settings = colorizer.card.defaults
    print(f"{device.title}, {device.precision}, {platform.system()}, {time.strftime('%Y-%m-%d')}")
    print("photo      | network s | full-size colour s | preview s | candidates s")
    rng = np.random.default_rng(0)
    for height, width in SIZES:
        gray = rng.integers(0, 256, (height, width), dtype=np.uint8)
        network, prediction = timed(lambda gray=gray: colorizer.predict(gray))
        small = preview_plane(gray, PREVIEW)

        def colour(plane=gray, prediction=prediction) -> None:
            for _ in recomposition.automatic(prediction, plane, settings).srgb_strips():
                pass

        full, _ = timed(colour)
        preview, _ = timed(lambda small=small, colour=colour: colour(small))

        def choose(prediction=prediction) -> None:
            candidates(prediction, 4, contents=prediction.contents)

        choosing, _ = timed(choose)
        print(
            f"{height * width / 1e6:7.1f} MP | {network:9.3f} | {full:18.3f} | {preview:9.3f} "
            f"| {choosing:12.3f}"
        )
    if sys.platform != "win32":
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"peak memory {peak / (1 if sys.platform == 'darwin' else 1024) / 1024:.2f} GiB")


if __name__ == "__main__":
    main()

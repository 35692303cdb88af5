# SPDX-License-Identifier: GPL-3.0-or-later
"""What is remembered of the regions of a photo, and counted."""

import numpy as np
import pytest

from backend.inference import Inference
from backend.photo_regions import PhotoRegions
from backend.photo_store import Photo
from backend.problems import Problem
from models import registry
from models.regions.count import MOST_REGIONS


def test_the_candidates_of_a_dropped_mask_go_with_it(inference: Inference) -> None:
    noise = np.random.default_rng(0)
    size = (2048, 2048)
    photo = noise.integers(0, 256, (64, 64), dtype=np.uint8)
    prediction = inference.predict(registry.DEFAULT, photo, working_size=64).prediction
    regions = PhotoRegions(prediction, inference.contents)
    names = []
    for _ in range(10):
        name, _share = regions.draw(noise.integers(0, 256, size, dtype=np.uint8), size)
        regions.candidates_of_region(name)
        names.append(name)
    held = {}
    for found in regions._of_region.values():
        for candidate in found:
            held[id(candidate.region)] = candidate.region.nbytes
    assert sum(held.values()) == regions.nbytes <= 32 << 20
    with pytest.raises(Problem, match="send the mask again"):
        regions.candidates_of_region(names[0])
    assert regions.candidates_of_region(names[-1])


def test_all_that_is_remembered_of_a_small_photo_counts(inference: Inference) -> None:
    gray = np.random.default_rng(1).random((700, 900)).astype(np.float32)
    found = inference.predict(registry.DEFAULT, gray)
    photo = Photo(gray, np.dtype(np.uint16), found.card, found.prediction, 320, inference.contents)
    before = photo.nbytes
    for most in (MOST_REGIONS, 30, 20):
        labels = photo.regions.automatic(most)
    assert photo.nbytes == before + 2 * labels.nbytes  # of the last count, and of the most regions
    photo.regions.automatic(MOST_REGIONS)
    assert photo.nbytes == before + labels.nbytes
    region = photo.regions.region("0")
    photo.regions.candidates_of_region("0")
    assert photo.nbytes == before + labels.nbytes + region.nbytes
    small = [photo.previews.plane(size) for size in (100, 200, 300, 400)]
    kept = sum(plane.nbytes for plane in small[1:])
    assert photo.nbytes == before + labels.nbytes + region.nbytes + kept

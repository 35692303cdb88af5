# SPDX-License-Identifier: GPL-3.0-or-later
"""What is offered a colour together: the parts of photos."""

import itertools
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from models.colorizer import Colorizer
from models.contents import LABELS
from models.parts import parts_of
from models.predictions.content_map import ContentMap
from models.predictions.distribution import DistributionPrediction
from models.predictions.prediction import Prediction
from models.regions.automatic import automatic_regions
from models.regions.colours import RegionColours
from models.regions.region import coarse_mask


def halves(prediction: Prediction, left: float, right: float) -> DistributionPrediction:
    """A photo of one lightness; its left and its right are blue, more or less probably, or red."""
    known = prediction.distribution()
    blue, red = known.bins.centers[:, 1].argmin(), known.bins.centers[:, 0].argmax()
    logits = torch.full(known.logits.shape, -12.0)
    half = logits.shape[2] // 2
    for columns, share in ((slice(None, half), left), (slice(half, None), right)):
        logits[blue, :, columns] = np.log(share)
        logits[red, :, columns] = np.log(1.0 - share)
    weights = known.class_weights.log().view(-1, 1, 1)
    light = torch.full_like(prediction.lightness, 60.0)
    return replace(known, logits=(logits + weights).half(), lightness=light)


def showing(left: str, right: str) -> ContentMap:
    evidence = torch.zeros(len(LABELS), 20, 20)
    evidence[LABELS.index(left), :, :10] = 8.0
    evidence[LABELS.index(right), :, 10:] = 8.0
    return ContentMap(evidence, LABELS, (0.5,) * len(LABELS))


def count(photo: DistributionPrediction, contents: ContentMap | None) -> int:
    height, width = photo.grid
    labels = np.repeat((np.arange(width) >= width // 2)[None].astype(np.int64), height, axis=0)
    parts = parts_of(RegionColours(photo), labels, contents)
    assert sorted(itertools.chain.from_iterable(parts)) == [0, 1]
    return len(parts)


def test_a_coat_and_a_wall_are_two_parts_though_one_colour_is_likely(
    prediction: Prediction,
) -> None:
    photo = halves(prediction, 0.6, 0.6)
    assert count(photo, showing("clothes", "room")) == 2
    assert count(photo, showing("clothes", "clothes")) == 1
    assert count(photo, None) == 1


def test_one_coat_is_one_part_though_its_sleeves_are_not_equally_blue(
    prediction: Prediction,
) -> None:
    photo = halves(prediction, 0.7, 0.35)
    assert count(photo, showing("clothes", "clothes")) == 1
    assert count(photo, None) == 2  # all that is known speaks for two things
    other = halves(prediction, 0.98, 0.02)
    assert count(other, showing("clothes", "clothes")) == 2


def shares(
    gray: NDArray[np.uint8], colorizer: Colorizer, *boxes: tuple[float, float, float, float]
) -> NDArray[np.float32]:
    """How much of each box (top, bottom, left, right, 0..1) each part covers, (parts, boxes)."""
    prediction = colorizer.predict(gray)
    labels = automatic_regions(prediction)
    parts = parts_of(RegionColours(prediction), labels, prediction.contents)
    height, width = prediction.grid
    covered = []
    for top, bottom, left, right in boxes:
        rows = slice(round(top * height), round(bottom * height))
        columns = slice(round(left * width), round(right * width))
        masks = [coarse_mask(np.isin(labels, part), prediction.grid) for part in parts]
        covered.append([float(mask[rows, columns].mean()) for mask in masks])
    return np.array(covered).T


def test_a_face_and_a_suit_are_never_given_a_colour_together(colorizer: Colorizer) -> None:
    portrait = np.array(Image.fromarray(data.astronaut()).convert("L"))
    face, suit = (0.17, 0.32, 0.38, 0.5), (0.6, 0.85, 0.15, 0.33)
    both = shares(portrait, colorizer, face, suit)
    assert both[:, 0].max() > 0.6
    assert both.min(axis=1).max() < 0.05


def test_the_river_at_nagasaki_and_the_roofs_above_it_are_not_one_part(
    colorizer: Colorizer, photo: NDArray[np.uint8]
) -> None:
    roofs, river = (0.42, 0.47, 0.05, 0.5), (0.7, 0.75, 0.4, 0.9)
    both = shares(photo, colorizer, roofs, river)
    of_roofs, of_river = both[both[:, 1].argmax()]
    assert of_river > 0.6
    assert of_roofs < 0.02


def test_most_of_a_suit_is_one_part_on_both_sides_of_its_zip(colorizer: Colorizer) -> None:
    portrait = np.array(Image.fromarray(data.astronaut()).convert("L"))
    both = shares(portrait, colorizer, (0.6, 0.85, 0.2, 0.33), (0.5, 0.58, 0.55, 0.66))
    assert both.min(axis=1).max() > 0.6

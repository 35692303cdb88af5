# SPDX-License-Identifier: GPL-3.0-or-later
"""The random crops of photos that a run is fed with.

Sample n of a run is a pure function of the seed and n: its photo, its crop and its flip. So a run
that was killed goes on with exactly the photos it would have seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from models.errors import BadPhoto
from models.photos import ColorPhoto, readable
from models.training.configuration import Phase, TrainingConfig
from models.training.labels import Labels

_ASPECT_JITTER = 0.08


def random_crop(photo: Image.Image, phase: Phase, rng: np.random.Generator) -> Tensor:
    """Scale, crop and flip a photo at random.

    Parameters
    ----------
    photo : Image
        RGB.
    phase : Phase
        Crop side and range of the short side.
    rng : Generator
        Source of the choices.

    Returns
    -------
    Tensor
        (3, crop, crop) uint8.
    """
    short = min(photo.size)
    side = phase.crop * short / rng.uniform(*phase.short_side)
    stretch = np.exp(rng.uniform(-_ASPECT_JITTER, _ASPECT_JITTER))
    width = min(side * stretch, photo.width)
    height = min(side / stretch, photo.height)
    left = rng.uniform(0, photo.width - width)
    top = rng.uniform(0, photo.height - height)
    crop = photo.resize(
        (phase.crop, phase.crop),
        Image.Resampling.BICUBIC,
        box=(left, top, left + width, top + height),
    )
    pixels = np.asarray(crop)
    if rng.random() < 0.5:
        pixels = pixels[:, ::-1]
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))


class CropDataset(Dataset[tuple[Tensor, int]]):
    """The crops of a whole run, numbered through."""

    def __init__(self, photos: Sequence[ColorPhoto], config: TrainingConfig, labels: Labels):
        self.photos = photos
        self.labels = labels
        self.config = config
        self._epoch = -1
        self._photo_order: NDArray[np.int64] = np.empty(0, np.int64)
        self._first = np.cumsum([0, *(phase.steps * phase.batch for phase in config.phases)])

    def __len__(self) -> int:
        return int(self._first[-1])

    def __getitem__(self, number: int) -> tuple[Tensor, int]:
        """Return sample `number` of the run, (3, crop, crop) uint8, and its class or -1."""
        phase = int(np.searchsorted(self._first, number, side="right")) - 1
        epoch, place = divmod(number, len(self.photos))
        rng = np.random.default_rng([self.config.seed, epoch, place])
        # For a photo that cannot be read stands the one after it.
        photos = (self.photos[later] for later in np.roll(self._order(epoch), -place))
        for photo, picture in readable(photos):
            return random_crop(picture, self.config.phases[phase], rng), self.labels.of(photo.name)
        raise BadPhoto("None of the training photos can be read.")

    def _order(self, epoch: int) -> NDArray[np.int64]:
        """Give the order of the photos in an epoch."""
        if epoch != self._epoch:
            rng = np.random.default_rng([self.config.seed, epoch])
            self._epoch, self._photo_order = epoch, rng.permutation(len(self.photos))
        return self._photo_order


def batches(
    photos: Sequence[ColorPhoto], config: TrainingConfig, labels: Labels, start: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield the batches of a run from step `start` on.

    Parameters
    ----------
    photos : sequence of ColorPhoto
        The training photos.
    config : TrainingConfig
        The run.
    labels : Labels
        What the photos show.
    start : int
        Steps that are already done.

    Yields
    ------
    pixels : Tensor
        (batch, 3, crop, crop) uint8.
    labels : Tensor
        (batch,) int64, -1 where no class is known.
    """
    numbers: list[list[int]] = []
    first = 0
    for phase in config.phases:
        for _ in range(phase.steps):
            numbers.append(list(range(first, first + phase.batch)))
            first += phase.batch
    loader = DataLoader(
        CropDataset(photos, config, labels),
        batch_sampler=numbers[start:],
        num_workers=config.workers,
        prefetch_factor=4 if config.workers else None,
        pin_memory=torch.cuda.is_available(),  # from there it is copied without waiting
    )
    yield from loader

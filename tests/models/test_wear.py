# SPDX-License-Identifier: GPL-3.0-or-later
"""What ageing does to lightness: nothing at strength 0, the named damage otherwise."""

import io

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from models.training import wear


def _dice(count: int = 2) -> wear.Dice:
    return wear.Dice(count, torch.Generator().manual_seed(4))


def _photo() -> Tensor:
    y, x = torch.meshgrid(torch.linspace(0, 1, 64), torch.linspace(0, 1, 96), indexing="ij")
    return (0.3 + 0.2 * y + 0.2 * (6 * x).sin()).expand(2, 1, 64, 96)


WEARS = {
    "vignette": lambda photo, strength: wear.vignette(photo, strength),
    "soften": lambda photo, strength: wear.soften(photo, strength),
    "coarsen": lambda photo, strength: wear.coarsen(photo, strength),
    "grain": lambda photo, strength: wear.grain(photo, strength, _dice()),
    "stain": lambda photo, strength: wear.stain(photo, strength, _dice()),
    "scratch": lambda photo, strength: wear.scratch(photo, strength, _dice()),
    "halftone": lambda photo, strength: wear.halftone(photo, strength, _dice()),
    "jpeg": lambda photo, strength: wear.jpeg(photo, torch.full((2, 1, 1, 1), 3.0), strength),
}


@pytest.mark.parametrize("name", WEARS)
def test_each_photo_gets_its_own_strength(name: str) -> None:
    photo = _photo()
    worn = WEARS[name](photo, torch.tensor([0.0, 0.3]).view(2, 1, 1, 1))
    assert torch.equal(worn[0], photo[0])
    assert (worn[1] - photo[1]).abs().max() > 1e-3
    assert worn.isfinite().all()


def test_grain_has_the_strength_asked_for() -> None:
    flat = torch.full((2, 1, 128, 128), 0.5)
    worn = wear.grain(flat, torch.full((2, 1, 1, 1), 0.05), _dice())
    assert all(0.03 < float(photo.std()) < 0.08 for photo in worn)


def test_jpeg_is_what_a_jpeg_file_does() -> None:
    gray = (np.random.default_rng(1).random((8, 12)) * 255).astype(np.uint8)
    photo = Image.fromarray(gray).resize((96, 64), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=50)  # the standard's own table
    saved = torch.from_numpy(np.array(Image.open(file))).float() / 255.0
    pixels = torch.from_numpy(np.array(photo)).float() / 255.0
    ones = torch.ones(1, 1, 1, 1)
    # JPEG codes x - 128 and rounds to whole gray values.
    ours = wear.jpeg(pixels[None, None] - 128 / 255, ones, ones)[0, 0] + 128 / 255
    # The file's integer transform rounds a coefficient the other way now and then.
    assert (ours.clamp(0, 1) - saved).abs().quantile(0.9) < 1.0 / 255

# SPDX-License-Identifier: GPL-3.0-or-later
"""How stable the colours are when the photo's lightness, contrast or sharpness changes.

Zhang et al. (section 4.4, figure 13) find the prediction stable under changes of lightness and
contrast, less so under blur. The table is printed: ``pytest -s tests/models/test_invariance.py``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from skimage.data import astronaut
from torch import Tensor

from models import registry
from models.colorizer import Colorizer
from models.device import choose_device

DATA = Path(__file__).parents[1] / "data"
CHANGES = {
    "lighter by 10 %": lambda gray: gray + 0.1,
    "darker by 10 %": lambda gray: gray - 0.1,
    "contrast x 0.7": lambda gray: 0.5 + 0.7 * (gray - 0.5),
    "contrast x 1.3": lambda gray: 0.5 + 1.3 * (gray - 0.5),
    "blur, sigma 1": lambda gray: _blurred(gray, 1),
    "blur, sigma 4": lambda gray: _blurred(gray, 4),
    "mirrored": lambda gray: gray[:, ::-1],
}
STABLE = ("lighter by 10 %", "darker by 10 %", "contrast x 0.7", "blur, sigma 1", "mirrored")


def _blurred(gray: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    image = Image.fromarray((gray * 255).round().astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(sigma)), np.float32) / 255.0


def _ab(colorizer: Colorizer, gray: NDArray[np.float32]) -> Tensor:
    plane = np.ascontiguousarray(gray.clip(0, 1).astype(np.float32))
    return colorizer.predict(plane).decode(colorizer.card.defaults)


@pytest.mark.parametrize("name", registry.names())
def test_colours_survive_small_changes_of_the_photo(name: str) -> None:
    colorizer = registry.load(name, choose_device("cpu"))
    moved = np.array([_moved(colorizer, photo) for photo in _photos()])
    print(f"\n{name}: ab units moved, as a share of the mean chroma, by photo")
    for change, shares in zip(CHANGES, moved.T, strict=True):
        print(f"  {change:16}  {'  '.join(f'{share:.2f}' for share in shares)}")
        assert change not in STABLE or shares.mean() < 0.5, change


def _photos() -> list[NDArray[np.float32]]:
    """A portrait, a town, and a house in the plains."""
    pictures = [Image.fromarray(astronaut())]
    pictures += [Image.open(DATA / f"{name}.jpg") for name in ("nagasaki-boats", "dust-bowl-home")]
    return [np.asarray(each.convert("L"), np.float32) / 255.0 for each in pictures]


def _moved(colorizer: Colorizer, gray: NDArray[np.float32]) -> list[float]:
    """How far each change of a photo moves its colours, as a share of their mean chroma."""
    usual = _ab(colorizer, gray)
    chroma = float(usual.norm(dim=0).mean())
    assert chroma > 3.0
    moved = []
    for change, alter in CHANGES.items():
        changed = _ab(colorizer, alter(gray))
        if change == "mirrored":
            changed = torch.flip(changed, dims=(2,))
        moved.append(float((changed - usual).norm(dim=0).mean()) / chroma)
    return moved

# SPDX-License-Identifier: GPL-3.0-or-later
"""What cameras, years, presses and scanners do to the lightness of a photograph.

Every function takes lightness (N, 1, H, W), about 0..1, and a strength for each photo,
(N, 1, 1, 1), at which 0 leaves the photo as it is.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

_BLOCK = 8
# The luminance table of the JPEG standard (ITU-T T.81, annex K).
_QUANTISATION = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
_SCRATCHES = 3


class Dice:
    """Choices for every photo of a batch, drawn from one generator, on its device."""

    def __init__(self, count: int, generator: torch.Generator):
        self.count = count
        self._generator = generator

    def uniform(self, low: float, high: float) -> Tensor:
        """Draw a number for each photo, (N, 1, 1, 1)."""
        device = self._generator.device
        drawn = torch.rand(self.count, 1, 1, 1, generator=self._generator, device=device)
        return drawn * (high - low) + low

    def chosen(self, probability: float) -> Tensor:
        """Choose photos: 1 or 0 for each, (N, 1, 1, 1)."""
        return (self.uniform(0.0, 1.0) < probability).float()

    def normal(self, height: int, width: int) -> Tensor:
        """Draw white noise, (N, 1, height, width)."""
        device = self._generator.device
        return torch.randn(self.count, 1, height, width, generator=self._generator, device=device)


def vignette(lightness: Tensor, strength: Tensor) -> Tensor:
    """Darken towards the corners; the strength is the share lost in the middle of a side."""
    y, x = _coordinates(lightness)
    return lightness * (1.0 - strength * (x * x + y * y))


def soften(lightness: Tensor, strength: Tensor) -> Tensor:
    """Blend with a copy blurred over about two pixels."""
    return lightness + strength * (_blurred(lightness) - lightness)


def coarsen(lightness: Tensor, strength: Tensor) -> Tensor:
    """Blend with a copy that kept a third of the resolution, as of a tiny scan."""
    height, width = lightness.shape[-2:]
    # Not adaptive: Apple's GPUs know that for sides that are multiples of the small ones alone.
    small = functional.avg_pool2d(lightness, 3, ceil_mode=True)
    back = functional.interpolate(small, size=(height, width), mode="bilinear")
    return lightness + strength * (back - lightness)


def grain(lightness: Tensor, strength: Tensor, dice: Dice) -> Tensor:
    """Add noise: fine, of this standard deviation, or coarse, of 0.7 times it."""
    noise = dice.normal(*lightness.shape[-2:])
    noise = noise + dice.chosen(0.5) * (2.5 * _blurred(noise) - noise)
    return lightness + strength * noise


def stain(lightness: Tensor, strength: Tensor, dice: Dice) -> Tensor:
    """Add uneven fading: broad clouds of 0.8 times this standard deviation."""
    clouds = functional.interpolate(
        dice.normal(5, 5), size=lightness.shape[-2:], mode="bicubic", align_corners=True
    )
    return lightness + strength * clouds


def scratch(lightness: Tensor, strength: Tensor, dice: Dice) -> Tensor:
    """Draw thin lines, about upright, and specks of dust, all light or all dark."""
    height, width = lightness.shape[-2:]
    y, x = _coordinates(lightness)
    marks = (dice.normal(height, width) > 3.2).float()
    marks = (6.0 * _blurred(marks)).clamp(max=1.0)
    for _ in range(_SCRATCHES):
        middle = dice.uniform(-1.0, 1.0) + dice.uniform(-0.3, 0.3) * y
        thickness = dice.uniform(0.5, 1.2) * 2.0 / width
        marks = torch.maximum(marks, torch.exp(-((x - middle) / thickness).square()))
    sign = 2.0 * dice.chosen(0.6) - 1.0
    return lightness + sign * strength * marks


def halftone(lightness: Tensor, strength: Tensor, dice: Dice) -> Tensor:
    """Add the screen of a printed page, a grid of dots of 2.5 to 6 pixels of this amplitude."""
    y, x = _coordinates(lightness)
    period = dice.uniform(2.5, 6.0)
    angle = dice.uniform(0.0, math.pi / 2)
    across = x * lightness.shape[-1] / 2 * angle.cos() + y * lightness.shape[-2] / 2 * angle.sin()
    along = y * lightness.shape[-2] / 2 * angle.cos() - x * lightness.shape[-1] / 2 * angle.sin()
    dots = (2 * math.pi / period * across).sin() * (2 * math.pi / period * along).sin()
    return lightness + strength * dots


def jpeg(lightness: Tensor, coarseness: Tensor, strength: Tensor) -> Tensor:
    """Quantise 8 x 8 blocks as JPEG does.

    Parameters
    ----------
    lightness : Tensor
        (N, 1, H, W), H and W multiples of 8.
    coarseness : Tensor
        (N, 1, 1, 1), factor on the standard's table: 1 is quality 50, 3 is quality 17.
    strength : Tensor
        (N, 1, 1, 1), share of the result that is taken.
    """
    count, _, height, width = lightness.shape
    transform = _cosines(lightness.device)
    table = constant(_QUANTISATION, lightness.device) / 255.0 * coarseness[..., None]
    blocks = lightness.reshape(count, height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK)
    blocks = blocks.transpose(2, 3)
    coefficients = transform @ blocks @ transform.T
    blocks = transform.T @ ((coefficients / table).round() * table) @ transform
    back = blocks.transpose(2, 3).reshape(lightness.shape)
    return lightness + strength * (back - lightness)


@cache
def constant(values: tuple[Any, ...], device: torch.device) -> Tensor:
    """Put numbers on a device, once: a graphics card stands still at every copy.

    Parameters
    ----------
    values : tuple
        Numbers, or tuples of them.
    device : torch.device
        Where they are wanted.

    Returns
    -------
    Tensor
        float32.
    """
    return torch.tensor(values, dtype=torch.float32, device=device)


@cache
def _cosines(device: torch.device) -> Tensor:
    """Orthonormal discrete cosine transform of eight samples, (8, 8)."""
    k = torch.arange(_BLOCK, device=device).view(-1, 1)
    n = torch.arange(_BLOCK, device=device)
    rows = torch.cos(math.pi * (2 * n + 1) * k / (2 * _BLOCK)) * math.sqrt(2.0 / _BLOCK)
    rows[0] /= math.sqrt(2.0)
    return rows


def _coordinates(lightness: Tensor) -> tuple[Tensor, Tensor]:
    """Return y as a column and x as a row, both -1..1."""
    height, width = lightness.shape[-2:]
    y = torch.linspace(-1, 1, height, device=lightness.device).view(1, 1, -1, 1)
    x = torch.linspace(-1, 1, width, device=lightness.device).view(1, 1, 1, -1)
    return y, x


def _blurred(planes: Tensor) -> Tensor:
    row = constant((1, 4, 6, 4, 1), planes.device) / 16.0
    padded = functional.pad(planes, (2, 2, 2, 2), mode="replicate")
    return functional.conv2d(functional.conv2d(padded, row.view(1, 1, 1, 5)), row.view(1, 1, 5, 1))

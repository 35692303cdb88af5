# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the lightness of a modern colour photo look like that of an old black-and-white one.

Old photographs are what the users have: film that sees blue brighter than red, faded prints, soft
lenses, grain. Only the lightness that the network looks at is changed, never the target colours.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from models.color.lab import LUMINANCE_FROM_RGB, lightness_from_luminance, linear_from_srgb

_ORTHOCHROMATIC = (0.05, 0.45, 0.50)  # blue- and green-sensitive emulsion


def old_photo_lightness(rgb: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """Lightness of colour photos, a share of them aged.

    Parameters
    ----------
    rgb : Tensor
        (N, 3, H, W) float, sRGB-coded, 0..1.
    share : float
        Probability with which a photo is aged at all, 0..1.
    generator : torch.Generator
        Source of the choices, on the CPU.

    Returns
    -------
    Tensor
        (N, 1, H, W), CIE L, 0..100.
    """
    count, _, height, width = rgb.shape

    def uniform(low: float, high: float) -> Tensor:
        drawn = torch.rand(count, 1, 1, 1, generator=generator) * (high - low) + low
        return drawn.to(rgb.device)

    def chosen(probability: float) -> Tensor:
        return (uniform(0.0, 1.0) < probability).float()

    aged = chosen(share)
    luma, orthochromatic = (
        torch.tensor(weights, device=rgb.device).view(1, 3, 1, 1)
        for weights in (LUMINANCE_FROM_RGB, _ORTHOCHROMATIC)
    )
    film = uniform(0.0, 1.0) * chosen(0.5) * aged
    mix = luma + film * (orthochromatic - luma)
    luminance = (linear_from_srgb(rgb) * mix).sum(1, keepdim=True)
    lightness = lightness_from_luminance(luminance) / 100.0

    gamma = torch.exp(uniform(-0.35, 0.35) * aged)
    black = uniform(0.0, 0.2) * chosen(0.5) * aged
    white = 1.0 - uniform(0.0, 0.2) * chosen(0.5) * aged
    lightness = black + (white - black) * lightness.clamp(1e-4, 1.0).pow(gamma)

    y = torch.linspace(-1, 1, height, device=rgb.device).view(1, 1, -1, 1)
    x = torch.linspace(-1, 1, width, device=rgb.device).view(1, 1, 1, -1)
    vignette = uniform(0.0, 0.2) * chosen(0.3) * aged
    lightness = lightness * (1.0 - vignette * (x * x + y * y))

    softness = uniform(0.0, 1.0) * chosen(0.4) * aged
    lightness = lightness + softness * (_blurred(lightness) - lightness)
    noise = torch.randn(count, 1, height, width, generator=generator).to(rgb.device)
    coarse = chosen(0.5)
    noise = noise + coarse * (2.5 * _blurred(noise) - noise)
    lightness = lightness + noise * uniform(0.01, 0.06) * chosen(0.5) * aged
    return 100.0 * lightness.clamp(0.0, 1.0)


def _blurred(planes: Tensor) -> Tensor:
    row = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0], device=planes.device) / 16.0
    padded = functional.pad(planes, (2, 2, 2, 2), mode="replicate")
    return functional.conv2d(functional.conv2d(padded, row.view(1, 1, 1, 5)), row.view(1, 1, 5, 1))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the lightness of a modern colour photo look like that of an old black-and-white one.

Old photographs are what the users have: film that sees blue brighter than red, faded and stained
prints, soft lenses, grain, scratches, the screen of a printed page, scans saved as JPEG. Only the
lightness that the network looks at is changed, never the target colours.
"""

from __future__ import annotations

import torch
from torch import Tensor

from models.color.lab import LUMINANCE_FROM_RGB, lightness_from_luminance, linear_from_srgb
from models.training import wear
from models.training.wear import Dice

_ORTHOCHROMATIC = (0.05, 0.45, 0.50)  # blue- and green-sensitive emulsion


def old_photo_lightness(rgb: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """Lightness of colour photos, a share of them aged.

    Parameters
    ----------
    rgb : Tensor
        (N, 3, H, W) float, sRGB-coded, 0..1; H and W multiples of 8.
    share : float
        Probability with which a photo is aged at all, 0..1.
    generator : torch.Generator
        Source of the choices, on the device of `rgb`.

    Returns
    -------
    Tensor
        (N, 1, H, W), CIE L, 0..100.
    """
    dice = Dice(len(rgb), generator)
    aged = dice.chosen(share)

    # Exposure: what the film sees, and its tone curve.
    luma, orthochromatic = (
        wear.constant(weights, rgb.device).view(1, 3, 1, 1)
        for weights in (LUMINANCE_FROM_RGB, _ORTHOCHROMATIC)
    )
    film = dice.uniform(0.0, 1.0) * dice.chosen(0.5) * aged
    luminance = (linear_from_srgb(rgb) * (luma + film * (orthochromatic - luma))).sum(
        1, keepdim=True
    )
    lightness = lightness_from_luminance(luminance) / 100.0
    gamma = torch.exp(dice.uniform(-0.35, 0.35) * aged)
    lightness = lightness.clamp(1e-4, 1.0).pow(gamma)

    # Lens and grain.
    lightness = wear.vignette(lightness, dice.uniform(0.0, 0.2) * dice.chosen(0.3) * aged)
    lightness = wear.soften(lightness, dice.uniform(0.0, 1.0) * dice.chosen(0.4) * aged)
    lightness = wear.coarsen(lightness, dice.uniform(0.5, 1.0) * dice.chosen(0.15) * aged)
    grain = dice.uniform(0.01, 0.06) * dice.chosen(0.5) * aged
    lightness = wear.grain(lightness, grain, dice)

    # The years, the press, the scanner.
    black = dice.uniform(0.0, 0.25) * dice.chosen(0.5) * aged
    white = 1.0 - dice.uniform(0.0, 0.25) * dice.chosen(0.5) * aged
    lightness = black + (white - black) * lightness
    lightness = wear.stain(lightness, dice.uniform(0.0, 0.12) * dice.chosen(0.3) * aged, dice)
    lightness = wear.scratch(lightness, dice.uniform(0.1, 0.5) * dice.chosen(0.2) * aged, dice)
    lightness = wear.halftone(lightness, dice.uniform(0.02, 0.12) * dice.chosen(0.12) * aged, dice)
    lightness = wear.jpeg(lightness, dice.uniform(0.5, 3.0), dice.chosen(0.3) * aged)
    return 100.0 * lightness.clamp(0.0, 1.0)

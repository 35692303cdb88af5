# SPDX-License-Identifier: GPL-3.0-or-later
"""Hue and chroma of the colour bicone (HSL), and the way from them to ab at a given lightness.

Chroma takes the place of HSL's saturation, which is unstable for nearly black and nearly white
colours; hue and chroma are those of the sRGB-coded values.

References
----------
.. [1] G. Larsson, M. Maire, G. Shakhnarovich, "Learning Representations for Automatic
   Colorization", ECCV 2016, section 3.1 (hue/chroma).
"""

from __future__ import annotations

import torch
from torch import Tensor

from models.color.lab import (
    LUMINANCE_FROM_RGB,
    lab_from_srgb,
    lightness_from_luminance,
    linear_from_srgb,
)

_HALVINGS = 16  # of a way at most 2 long: the lightness is met within 0.01 L


def hue_chroma_from_srgb(rgb: Tensor) -> tuple[Tensor, Tensor]:
    """Hue and chroma of colours.

    Parameters
    ----------
    rgb : Tensor
        (..., 3, H, W), sRGB-coded, 0..1.

    Returns
    -------
    hue : Tensor
        (..., H, W), 0..1 around the circle, 0 = red; 0 for grays.
    chroma : Tensor
        (..., H, W), largest minus smallest component, 0..1.
    """
    red, green, blue = rgb.unbind(-3)
    largest = rgb.amax(-3)
    chroma = largest - rgb.amin(-3)
    safe = chroma.clamp(min=1e-9)
    sixth = torch.where(
        red == largest,
        (green - blue) / safe,
        torch.where(green == largest, 2.0 + (blue - red) / safe, 4.0 + (red - green) / safe),
    )
    return (sixth / 6.0) % 1.0, chroma


def ab_from_hue_chroma(hue: Tensor, chroma: Tensor, lightness: Tensor) -> Tensor:
    """Colours with a hue and a chroma at the photo's own CIE lightness.

    Larsson et al. add half the chroma to the gray value and correct the brightness afterwards;
    here the lightness is met exactly: all colours of a hue with at most the asked-for chroma lie
    on a way from black to white along which the luminance grows (up the bicone's dark face, across
    at full chroma, up its light face), and the place with the right luminance is found by halving.
    Where the chroma does not exist at this lightness the most chromatic colour that does is taken.

    Parameters
    ----------
    hue, chroma : Tensor
        (h, w), 0..1 each.
    lightness : Tensor
        (h, w), CIE L, 0..100.

    Returns
    -------
    Tensor
        (2, h, w) ab, in the sRGB gamut at that lightness.
    """
    pure = _pure(hue)
    low = torch.zeros_like(chroma)
    high = 1.0 + chroma
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        too_dark = _lightness(_on_the_way(pure, chroma, middle)) < lightness
        low = torch.where(too_dark, middle, low)
        high = torch.where(too_dark, high, middle)
    return lab_from_srgb(_on_the_way(pure, chroma, 0.5 * (low + high)))[1:]


def _pure(hue: Tensor) -> Tensor:
    """Colours of chroma 1, (3, h, w)."""
    sixth = 6.0 * (hue % 1.0)
    red = (sixth - 3.0).abs() - 1.0
    green = 2.0 - (sixth - 2.0).abs()
    blue = 2.0 - (sixth - 4.0).abs()
    return torch.stack((red, green, blue)).clamp(0.0, 1.0)


def _on_the_way(pure: Tensor, chroma: Tensor, place: Tensor) -> Tensor:
    """Colours on the way from black (place 0) to white (place 1 + chroma), (3, h, w)."""
    there = torch.minimum(torch.minimum(place, chroma), 1.0 + chroma - place)
    return (place - chroma).clamp(min=0.0) + there * pure


def _lightness(rgb: Tensor) -> Tensor:
    linear = linear_from_srgb(rgb)
    weights = linear.new_tensor(LUMINANCE_FROM_RGB)
    return lightness_from_luminance(torch.einsum("c,chw->hw", weights, linear))

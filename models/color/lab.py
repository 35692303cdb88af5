# SPDX-License-Identifier: GPL-3.0-or-later
"""sRGB and CIE Lab (D65 white, 2 degree observer), as torch tensors with the channel axis at -3.

The constants are those of scikit-image, so that figures here and there can be compared.

References
----------
.. [1] IEC 61966-2-1:1999, sRGB.
.. [2] CIE 15:2004, Colorimetry, section 8.2.1 (CIELAB).
"""

from __future__ import annotations

import torch
from torch import Tensor

_XYZ_FROM_RGB = (
    (0.412453, 0.357580, 0.180423),
    (0.212671, 0.715160, 0.072169),
    (0.019334, 0.119193, 0.950227),
)
LUMINANCE_FROM_RGB = _XYZ_FROM_RGB[1]
"""Weights of linear R, G and B in the relative luminance."""
_WHITE = (0.95047, 1.0, 1.08883)
_KNEE = 0.008856  # of the CIELAB function, on the side of XYZ
_SLOPE = 7.787
_OFFSET = 16.0 / 116.0


def linear_from_srgb(coded: Tensor) -> Tensor:
    """Undo the sRGB transfer curve.

    Parameters
    ----------
    coded : Tensor
        sRGB-coded values, nominally 0..1, any shape.

    Returns
    -------
    Tensor
        Linear light, same shape.
    """
    return torch.where(
        coded > 0.04045, ((coded.clamp(min=0.0) + 0.055) / 1.055).pow(2.4), coded / 12.92
    )


def srgb_from_linear(linear: Tensor) -> Tensor:
    """Apply the sRGB transfer curve.

    Parameters
    ----------
    linear : Tensor
        Linear light, nominally 0..1, any shape.

    Returns
    -------
    Tensor
        sRGB-coded values, same shape; nothing is clipped.
    """
    return torch.where(
        linear > 0.0031308, 1.055 * linear.clamp(min=0.0).pow(1 / 2.4) - 0.055, linear * 12.92
    )


def lightness_from_luminance(luminance: Tensor) -> Tensor:
    """CIE lightness of a relative luminance.

    Parameters
    ----------
    luminance : Tensor
        Y, 0..1, any shape.

    Returns
    -------
    Tensor
        L, 0..100, same shape.
    """
    return 116.0 * _companded(luminance) - 16.0


def lab_from_srgb(rgb: Tensor) -> Tensor:
    """Convert sRGB to Lab.

    Parameters
    ----------
    rgb : Tensor
        (..., 3, H, W), sRGB-coded, 0..1.

    Returns
    -------
    Tensor
        (..., 3, H, W): L 0..100, a and b roughly -110..110.
    """
    red, green, blue = linear_from_srgb(rgb).unbind(-3)
    x, y, z = (
        _companded((row[0] * red + row[1] * green + row[2] * blue) / white)
        for row, white in zip(_XYZ_FROM_RGB, _WHITE, strict=True)
    )
    return torch.stack((116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)), dim=-3)


def linear_from_lab(lab: Tensor) -> Tensor:
    """Convert Lab to linear sRGB primaries without clipping.

    Parameters
    ----------
    lab : Tensor
        (..., 3, H, W).

    Returns
    -------
    Tensor
        (..., 3, H, W), linear light; outside 0..1 where the colour is out of gamut.
    """
    lightness, a, b = lab.unbind(-3)
    y = (lightness + 16.0) / 116.0
    xyz = [
        _expanded(value) * white
        for value, white in zip((y + a / 500.0, y, y - b / 200.0), _WHITE, strict=True)
    ]
    return torch.stack(
        [row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2] for row in _RGB_FROM_XYZ], dim=-3
    )


def srgb_from_lab(lab: Tensor) -> Tensor:
    """Convert Lab to sRGB, clipping what is out of gamut.

    Parameters
    ----------
    lab : Tensor
        (..., 3, H, W).

    Returns
    -------
    Tensor
        (..., 3, H, W), sRGB-coded, 0..1. To keep L exact reduce the chroma first, see
        `models.color.gamut`.
    """
    return srgb_from_linear(linear_from_lab(lab).clamp(0.0, 1.0))


def _companded(ratio: Tensor) -> Tensor:
    return torch.where(
        ratio > _KNEE, ratio.clamp(min=_KNEE).pow(1.0 / 3.0), _SLOPE * ratio + _OFFSET
    )


def _expanded(companded: Tensor) -> Tensor:
    return torch.where(
        companded > 0.2068966, companded * companded * companded, (companded - _OFFSET) / _SLOPE
    )


_RGB_FROM_XYZ = torch.linalg.inv(torch.tensor(_XYZ_FROM_RGB, dtype=torch.float64)).tolist()

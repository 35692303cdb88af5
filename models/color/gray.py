# SPDX-License-Identifier: GPL-3.0-or-later
"""Gray planes as photos bring them: sRGB-coded uint8, uint16 or float32."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.color.lab import lightness_from_luminance, linear_from_srgb, srgb_from_linear
from models.errors import BadPhoto

_STRIP_NUMBERS = 1 << 20  # worked on at a time, whatever the plane's sides
_LARGEST = {"uint8": 255, "uint16": 65535}


def check_plane(gray: NDArray) -> None:
    """Refuse what is no gray plane.

    Parameters
    ----------
    gray : ndarray
        (H, W) uint8, uint16, or float32 in 0..1 (values beyond are clipped later on).

    Raises
    ------
    BadPhoto
        If shape or type is wrong, the plane is empty, or a value is not finite.
    """
    if gray.ndim != 2:
        raise BadPhoto(f"A gray plane has two dimensions, height and width, not {gray.ndim}.")
    if gray.size == 0:
        raise BadPhoto("The photo is empty: it has no pixels.")
    if gray.dtype.name not in ("uint8", "uint16", "float32"):
        raise BadPhoto(f"A gray plane is uint8, uint16 or float32, not {gray.dtype.name}.")
    rows = max(1, _STRIP_NUMBERS // gray.shape[1])
    if gray.dtype.name == "float32" and not all(
        np.isfinite(gray[top : top + rows]).all() for top in range(0, len(gray), rows)
    ):
        raise BadPhoto("The photo has pixels that are no numbers (NaN or infinite).")


def lightness(gray: NDArray) -> Tensor:
    """CIE lightness of a gray plane or of a strip of one.

    Parameters
    ----------
    gray : ndarray
        (H, W) uint8, uint16 or float32.

    Returns
    -------
    Tensor
        (H, W) float32, 0..100.
    """
    if gray.dtype.name in _LARGEST:
        return _lightness_table(gray.dtype.name)[torch.from_numpy(gray.astype(np.int32))]
    return lightness_from_luminance(_linear(gray))


def reduced_luminance(gray: NDArray, height: int, width: int) -> Tensor:
    """Scale a plane, averaging in linear light, in strips.

    Parameters
    ----------
    gray : ndarray
        (H, W).
    height, width : int
        Target size; may be larger than the photo.

    Returns
    -------
    Tensor
        (height, width) float32 relative luminance, 0..1.
    """
    return reduced_plane(gray, height, width, _linear).clamp(0.0, 1.0)


def reduced_plane(
    plane: NDArray, height: int, width: int, convert: Callable[[NDArray], Tensor]
) -> Tensor:
    """Scale a plane of any kind, averaging in strips.

    Parameters
    ----------
    plane : ndarray
        (H, W) or (H, W, C).
    height, width : int
        Target size; may be larger than the plane.
    convert : callable
        Makes what is averaged, (rows, W) or (C', rows, W) float32, of a strip of the plane.

    Returns
    -------
    Tensor
        (height, width) or (C', height, width) float32.
    """
    # A box filter by whole factors first: exact, and a strip at a time for large scans.
    sides = plane.shape[:2]
    factors = [max(1, side // (2 * n)) for side, n in zip(sides, (height, width), strict=True)]
    rows = max(1, _STRIP_NUMBERS // math.prod(plane.shape[1:]) // factors[0]) * factors[0]
    strips = (convert(plane[top : top + rows]) for top in range(0, len(plane), rows))
    reduced = torch.cat(
        [
            functional.avg_pool2d(
                strip.view(-1, *strip.shape[-2:]),
                factors,
                ceil_mode=True,
                divisor_override=math.prod(factors),
            )
            for strip in strips
        ],
        dim=1,
    )
    # The last boxes reach beyond the plane: the true scale keeps them from being squeezed into the
    # target, and they count by their share in the plane.
    shares = torch.outer(*map(_shares_of_boxes, sides, factors))
    scale = [
        (1.0 + 1e-9) * n * factor / side  # a trace more, so that rounding costs no row
        for n, factor, side in zip((height, width), factors, sides, strict=True)
    ]
    scaled = functional.interpolate(
        torch.cat((reduced, shares[None]))[None],
        scale_factor=scale,
        mode="bilinear",
        antialias=True,
        align_corners=False,
    )[0, :, :height, :width]
    scaled = scaled[:-1] / scaled[-1]
    return scaled if plane.ndim == 3 else scaled[0]


def preview_plane(gray: NDArray, size: int) -> NDArray:
    """Make a smaller copy of a plane.

    Parameters
    ----------
    gray : ndarray
        (H, W).
    size : int
        Largest long side of the copy; a smaller photo is returned as it is.

    Returns
    -------
    ndarray
        Same type, same proportions.
    """
    longest = max(gray.shape)
    if longest <= size:
        return gray
    height, width = (max(1, round(side * size / longest)) for side in gray.shape)
    coded = srgb_from_linear(reduced_luminance(gray, height, width))
    if gray.dtype.name in _LARGEST:
        coded = (coded * _LARGEST[gray.dtype.name]).round()
    return coded.numpy().astype(gray.dtype)


def _shares_of_boxes(side: int, factor: int) -> Tensor:
    """How much of each box along a side lies in the plane, (boxes,), 1 but for the last."""
    starts = torch.arange(0, side, factor)
    return ((side - starts) / factor).clamp(max=1.0)


def _linear(gray: NDArray) -> Tensor:
    if gray.dtype.name in _LARGEST:
        return _linear_table(gray.dtype.name)[torch.from_numpy(gray.astype(np.int32))]
    return linear_from_srgb(torch.from_numpy(np.ascontiguousarray(gray)).clamp(0.0, 1.0))


@cache
def _linear_table(dtype: str) -> Tensor:
    largest = _LARGEST[dtype]
    return linear_from_srgb(torch.arange(largest + 1, dtype=torch.float64) / largest).float()


@cache
def _lightness_table(dtype: str) -> Tensor:
    return lightness_from_luminance(_linear_table(dtype).double()).float()

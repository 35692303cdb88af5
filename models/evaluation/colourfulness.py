# SPDX-License-Identifier: GPL-3.0-or-later
"""How colourful a picture looks."""

from __future__ import annotations

import torch
from torch import Tensor


def colourfulness(rgb: Tensor) -> float:
    """Hasler-Suesstrunk colourfulness.

    Parameters
    ----------
    rgb : Tensor
        (3, H, W), sRGB-coded, 0..1.

    Returns
    -------
    float
        0 for gray; about 40 for an ordinary photo.

    References
    ----------
    .. [1] D. Hasler, S. Suesstrunk, "Measuring colourfulness in natural images", 2003.
    """
    red, green, blue = (255.0 * rgb).double()
    first = red - green
    second = 0.5 * (red + green) - blue
    spread = torch.hypot(first.std(correction=0), second.std(correction=0))
    return float(spread + 0.3 * torch.hypot(first.mean(), second.mean()))

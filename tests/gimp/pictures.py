# SPDX-License-Identifier: GPL-3.0-or-later
"""What the eye sees of pictures, measured."""

from __future__ import annotations

import numpy as np
from skimage.color import rgb2lab


def lightness(picture: np.ndarray) -> np.ndarray:
    """Give CIE L of sRGB pixels, (H, W, 3 or more), 0..1."""
    return rgb2lab(np.clip(picture[..., :3], 0, 1).astype(np.float64))[..., 0]


def chroma(picture: np.ndarray) -> np.ndarray:
    """Give the distance from gray in Lab of sRGB pixels, (H, W, 3 or more), 0..1."""
    lab = rgb2lab(np.clip(picture[..., :3], 0, 1).astype(np.float64))
    return np.hypot(lab[..., 1], lab[..., 2])

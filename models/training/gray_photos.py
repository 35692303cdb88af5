# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos without colour, from which colours cannot be learned.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", supplementary material,
   section 2.2.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from tqdm import tqdm

from models.color.lab import lab_from_srgb
from models.photos import PhotoFile, readable

THRESHOLD = 5.0
"""A photo whose every pixel has |a| and |b| up to this is gray."""
_QUICK_SIDE = 64  # pixels; whatever is colourful at this size is so at full size


def is_gray(photo: Image.Image) -> bool:
    """Whether no pixel of a photo has an ab value above the threshold.

    Parameters
    ----------
    photo : Image
        RGB.
    """
    for factor in sorted({max(1, min(photo.size) // _QUICK_SIDE), 1}, reverse=True):
        pixels = torch.from_numpy(np.array(photo.reduce(factor)))
        ab = lab_from_srgb(pixels.movedim(-1, 0).float() / 255.0)[1:]
        if bool((ab.abs() > THRESHOLD).any()):
            return False
    return True


def without_gray_photos(photos: Sequence[PhotoFile], remembered: Path) -> list[PhotoFile]:
    """Leave out the photos that are gray.

    Parameters
    ----------
    photos : sequence of PhotoFile
        All photos of a run.
    remembered : Path
        JSON file with the names of the gray ones; written the first time, read from then on.

    Returns
    -------
    list of PhotoFile
        The others, in their order.
    """
    if remembered.exists():
        gray = set(json.loads(remembered.read_text(encoding="utf-8")))
    else:
        looked_at = tqdm(photos, desc="gray photos", unit="photo", mininterval=10)
        gray = {photo.name for photo, picture in readable(looked_at) if is_gray(picture)}
        partial = remembered.with_suffix(".partial")
        partial.write_text(json.dumps(sorted(gray), indent=1), encoding="utf-8")
        partial.replace(remembered)
    return [photo for photo in photos if photo.name not in gray]

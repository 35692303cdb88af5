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
from models.photos import PhotoFile, digest_of_names, readable

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
        JSON file with the names of the gray ones; written the first time, and again for other
        photos, read from then on.

    Returns
    -------
    list of PhotoFile
        The others, in their order.
    """
    digest = digest_of_names(photos)
    known = json.loads(remembered.read_text(encoding="utf-8")) if remembered.exists() else {}
    if isinstance(known, list):  # as earlier versions wrote it, for photos that are not said
        known = {"photos": digest, "gray": known}
    if known.get("photos") != digest:
        looked_at = tqdm(photos, desc="gray photos", unit="photo", mininterval=10)
        found = {photo.name for photo, picture in readable(looked_at) if is_gray(picture)}
        known = {"photos": digest, "gray": sorted(found)}
        partial = remembered.with_suffix(".partial")
        partial.write_text(json.dumps(known, indent=1), encoding="utf-8")
        partial.replace(remembered)
    gray = set(known["gray"])
    return [photo for photo in photos if photo.name not in gray]

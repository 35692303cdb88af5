# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos without colour, from which colours cannot be learned.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016,
   supplementary material of arXiv:1603.08511v1, section 2.2.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from tqdm import tqdm

from models.color.lab import lab_from_srgb
from models.errors import NoPhotos
from models.photos import ColorPhoto, readable

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


def without_gray_photos(photos: Sequence[ColorPhoto], remembered: Path) -> list[ColorPhoto]:
    """Leave out the photos that are gray.

    Parameters
    ----------
    photos : sequence of ColorPhoto
        All photos of a run.
    remembered : Path
        JSON file with places and names of the gray ones; written the first time, and again for
        other photos, read from then on.

    Returns
    -------
    list of ColorPhoto
        The others, in their order.

    Raises
    ------
    NoPhotos
        If all are gray.
    """
    digest = _digest(photos)
    known = json.loads(remembered.read_text(encoding="utf-8")) if remembered.exists() else {}
    # Earlier versions wrote names alone: a list, or with a digest that is never met again.
    if isinstance(known, list) or known.get("photos") != digest:
        looked_at = tqdm(photos, desc="gray photos", unit="photo", mininterval=10)
        found = {_key(photo) for photo, picture in readable(looked_at) if is_gray(picture)}
        known = {"photos": digest, "gray": sorted(found)}
        partial = remembered.with_suffix(".partial")
        partial.write_text(json.dumps(known, indent=1), encoding="utf-8")
        partial.replace(remembered)
    gray = {(path, name) for path, name in known["gray"]}
    others = [photo for photo in photos if _key(photo) not in gray]
    if not others:
        raise NoPhotos("All the training photos are gray; colours can be learned from none.")
    return others


def _key(photo: ColorPhoto) -> tuple[str, str]:
    """Tell a photo from those of the same name in other folders and shards."""
    return str(photo.path.absolute()), photo.name


def _digest(photos: Iterable[ColorPhoto]) -> str:
    keys = "\n".join("\t".join(_key(photo)) for photo in photos)
    return hashlib.sha256(keys.encode("utf-8", "surrogateescape")).hexdigest()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Portraits made ready for training: backdrops and clothes lose the colours of today.

Studios of a hundred years ago stood people before gray and brown canvas; those of today before
blue. A network that learns from today's portraits paints the old backdrops like a sky, and old
clothes as red as today's ties and jackets.

``python -m models.training.portraits FOLDER [FOLDER ...] --output FOLDER``
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from skimage import color, filters, measure
from tqdm import tqdm

from models.photos import find_photos, readable

_SHORT_SIDE = 256  # pixels; larger ones are made smaller
_SMALLEST = 165
_FRAME = 0.035  # of the width, cut off on every side: many scans have a rim
_TONED = 4.2  # ab units left over when ab is told from L: below this it is a toned print
_PAPER = 235  # mean sRGB of a border that is no backdrop: a button or a drawing on a page
_PLAIN = 0.7  # share of the border that has the backdrop's colour
_CALM = 5.0  # chroma that a backdrop keeps
_BUSY = 12.0  # chroma of a border that is of many colours, flags for example
_RED = (-70.0, 38.0)  # hues in degrees, from purple to red; skin lies above, ...
_STRONG = 28.0  # ... and is paler than this: of stronger reds ...
_ORANGE = 14.0  # ... as many degrees more are red, at twice that chroma
_HUE_EDGE = 8.0  # degrees in which the toning sets in
_RED_CHROMA = 18.0  # up to which a red is that of old cloth, and of lips
_RED_KEPT = 0.2  # share that is kept of what a red has beyond


def prepared(portrait: Image.Image) -> Image.Image | None:
    """Cut off a portrait's rim, take most of the colour from a plain backdrop, tone reds down.

    Parameters
    ----------
    portrait : Image
        RGB.

    Returns
    -------
    Image or None
        RGB, its short side 256 pixels at most; nothing for a portrait that teaches no colours: a
        toned print, one on white paper, one before flags, one that is too small.
    """
    if portrait.width < _SMALLEST or _is_toned(portrait):
        return None
    portrait = ImageOps.crop(portrait, round(_FRAME * portrait.width))
    if min(portrait.size) > _SHORT_SIDE:
        scale = _SHORT_SIDE / min(portrait.size)
        size = (round(portrait.width * scale), round(portrait.height * scale))
        portrait = portrait.resize(size, Image.Resampling.LANCZOS)
    lab = color.rgb2lab(np.asarray(portrait))
    border = _border(portrait.height, portrait.width)
    if np.asarray(portrait)[border].mean() > _PAPER:
        return None
    ab = filters.gaussian(lab[..., 1:], 2.0, channel_axis=-1)
    backdrop = np.median(ab[border], axis=0)
    chroma = float(np.hypot(*backdrop))
    alike = np.hypot(*(ab - backdrop).transpose(2, 0, 1)) < max(7.0, 0.55 * chroma)
    if alike[border].mean() >= _PLAIN:
        mask = filters.gaussian(_reached(alike, border).astype(np.float64), 1.5)
        kept = _CALM / max(_CALM, chroma)
        lab[..., 1:] *= (1.0 - (1.0 - kept) * mask)[..., None]
    elif chroma > _BUSY:
        return None
    lab[..., 1:] *= _reds_kept(lab[..., 1:])[..., None]
    return Image.fromarray(np.rint(color.lab2rgb(lab) * 255.0).astype(np.uint8))


def _is_toned(portrait: Image.Image) -> bool:
    """Whether its colours are a function of its lightness: sepia, a blue print, gray."""
    lab = color.rgb2lab(np.asarray(portrait.resize((80, 100)))).reshape(-1, 3)
    lightness = lab[:, 0] / 100.0
    powers = np.stack([lightness**power for power in range(4)], axis=1)
    told = powers @ np.linalg.lstsq(powers, lab[:, 1:], rcond=None)[0]
    return float(np.square(lab[:, 1:] - told).sum(axis=1).mean() ** 0.5) < _TONED


def _reds_kept(ab: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of its chroma that every pixel keeps; only bright reds and purples lose any."""
    chroma = np.hypot(ab[..., 0], ab[..., 1])
    hue = np.degrees(np.arctan2(ab[..., 1], ab[..., 0]))
    low, high = _RED
    highest = high + _ORANGE * np.clip(chroma / _STRONG - 1.0, 0.0, 1.0)
    within = np.clip(np.minimum(hue - low, highest - hue) / _HUE_EDGE, 0.0, 1.0)
    toned = np.minimum(chroma, _RED_CHROMA + _RED_KEPT * (chroma - _RED_CHROMA))
    return 1.0 - within * (1.0 - toned / np.maximum(chroma, 1e-6))


def _border(height: int, width: int) -> NDArray[np.bool_]:
    """Where a portrait's backdrop is seen: along the top and the upper half of both sides."""
    border = np.zeros((height, width), bool)
    rim = max(2, width // 40)
    border[:rim] = True
    border[: height // 2, :rim] = True
    border[: height // 2, -rim:] = True
    return border


def _reached(alike: NDArray[np.bool_], border: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Leave of what is alike only what is connected with the border."""
    parts = measure.label(alike)
    return alike & np.isin(parts, np.unique(parts[border & alike]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Prepare the portraits of folders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portraits", type=Path, nargs="+", help="folders or tar shards")
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args(arguments)
    given.output.mkdir(parents=True, exist_ok=True)
    found = find_photos(given.portraits)
    written = 0
    for photo, portrait in readable(tqdm(found, unit="photo", mininterval=10)):
        ready = prepared(portrait)
        if ready is not None:
            name = photo.name.replace("/", "_")
            ready.save((given.output / name).with_suffix(".jpg"), quality=88)
            written += 1
    tqdm.write(f"{written} of {len(found)} portraits written to {given.output}.")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The colours that a photo's parts are likely to have, to paint with."""

from __future__ import annotations

import colorsys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from backend_access.client import BackendClient
from backend_words import color_name

# Of each of so many of the largest regions, so many colours.
REGIONS = 12
EACH = 4
# Two colours that are nearer than this, as the sum over red, green and blue, are one.
ALIKE = 40
# Below this saturation a colour counts as gray.
GRAY = 0.08
_HUES = 12


def ask(client: BackendClient, photo: str) -> list[tuple[str, tuple[int, int, int]]]:
    """Give the names and the sRGB values of a photo's likely colours, as a painter sorts them.

    Raises
    ------
    BackendError
        Also when the colorizer knows of one colour only.
    """
    labels = Counter(client.regions(photo).values())
    candidates = [
        candidate
        for label, _pixels in labels.most_common(REGIONS)
        for candidate in client.candidates(photo, EACH, str(label))
    ]
    return distinct(candidates)


def distinct(candidates: Iterable[dict[str, Any]]) -> list[tuple[str, tuple[int, int, int]]]:
    """Give candidates without repetitions: grays first, then hue by hue, dark to light.

    Parameters
    ----------
    candidates : iterable of dict
        Of `BackendClient.candidates`; of two that are alike the first is kept.
    """
    kept: list[tuple[str, tuple[int, int, int]]] = []
    for candidate in candidates:
        red, green, blue = (int(value) for value in candidate["srgb"])
        if all(_distance((red, green, blue), other) >= ALIKE for _name, other in kept):
            kept.append((color_name(candidate["name"]), (red, green, blue)))
    return sorted(kept, key=lambda color: _order(color[1]))


def _distance(one: Sequence[int], other: Sequence[int]) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def _order(srgb: Sequence[int]) -> tuple[int, float]:
    red, green, blue = (value / 255 for value in srgb)
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    return (-1 if saturation < GRAY else int(_HUES * hue), value)

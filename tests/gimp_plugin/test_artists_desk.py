# SPDX-License-Identifier: GPL-3.0-or-later
"""What the smaller commands reckon without GIMP: limits of doubt, a palette."""

from __future__ import annotations

import numpy as np
import pytest

import doubt
import likely_colors


@pytest.mark.parametrize("share", [0.01, 0.25, 0.9])
def test_unsure_is_a_share_of_the_photo(share: float) -> None:
    confidence = np.random.default_rng(5).permutation(np.linspace(0.1, 0.6, 5001))
    limit = np.quantile(confidence, share)
    selected, shown = doubt.selected(confidence, share), doubt.shown(confidence, share)
    assert selected.deep < limit < selected.clear
    assert (selected.clear - selected.deep) / 0.5 <= 0.041
    assert shown.deep < limit < shown.clear
    assert selected.even


def test_an_even_confidence_makes_no_division_by_zero() -> None:
    for limits in (doubt.selected, doubt.shown):
        ramp = limits([0.5] * 100, 0.25)
        assert ramp.clear > ramp.deep


def test_a_palette_has_no_two_like_colours_and_an_order() -> None:
    found = [
        {"name": "blue", "srgb": [40, 60, 200]},
        {"name": "red", "srgb": [200, 30, 30]},
        {"name": "red", "srgb": [205, 35, 28]},
        {"name": "gray", "srgb": [120, 121, 119]},
        {"name": "dark red", "srgb": [110, 20, 20]},
    ]
    assert likely_colors.distinct(found) == [
        ("gray", (120, 121, 119)),
        ("dark red", (110, 20, 20)),
        ("red", (200, 30, 30)),
        ("blue", (40, 60, 200)),
    ]

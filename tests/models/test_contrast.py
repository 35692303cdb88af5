# SPDX-License-Identifier: GPL-3.0-or-later
"""What the network sees of faded photos."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models import colorizer as colorizer_module
from models.colorizer import Colorizer
from models.contrast import seen_lightness
from models.decoding import DecoderSettings

AUTOMATIC = DecoderSettings(0.6, 0.8)


def tones(dark: float, light: float) -> torch.Tensor:
    return torch.linspace(dark, light, 64 * 64).view(64, 64)


def faded(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Black has become gray, white the gray of old paper."""
    return (110 + photo / 255 * (200 - 110)).round().astype(np.uint8)


def test_a_photo_with_black_and_white_is_seen_as_it_is() -> None:
    photo = tones(5.0, 95.0)
    assert seen_lightness(photo) is photo


def test_a_faded_one_is_seen_with_black_and_white() -> None:
    seen = seen_lightness(tones(44.0, 84.0))
    assert float(seen.min()) < 10.0
    assert float(seen.max()) > 95.0


def test_a_photo_of_the_night_stays_dark() -> None:
    photo = tones(2.0, 42.0)
    assert seen_lightness(photo) is photo


@given(st.floats(0.0, 100.0), st.floats(0.0, 100.0))
def test_the_order_of_tones_stays_and_none_is_drawn_far_apart(one: float, other: float) -> None:
    photo = tones(min(one, other), max(one, other))
    seen = seen_lightness(photo)
    assert float(seen.min()) >= 0.0
    assert float(seen.max()) <= 100.0
    steps = seen.flatten().diff()
    assert bool((steps >= 0.0).all())
    assert float(steps.max()) <= 2.51 * float(photo.flatten().diff().max()) + 1e-3


def test_a_plain_plane_stays_plain() -> None:
    assert torch.equal(seen_lightness(torch.full((8, 8), 50.0)), torch.full((8, 8), 50.0))


def test_from_frame_to_frame_nothing_jumps() -> None:
    spans = [30.0 + step / 4 for step in range(200)]
    middle = [float(seen_lightness(tones(60 - span / 2, 60 + span / 2))[20, 0]) for span in spans]
    assert np.abs(np.diff(middle)).max() < 1.0


def test_a_faded_print_gets_about_the_colours_of_the_fresh_one(
    colorizer: Colorizer, photo: NDArray[np.uint8], monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = colorizer.predict(photo).decode(AUTOMATIC)
    old = colorizer.predict(faded(photo))
    apart = float((old.decode(AUTOMATIC) - fresh).norm(dim=0).mean())
    monkeypatch.setattr(colorizer_module, "seen_lightness", lambda lightness: lightness)
    as_it_is = colorizer.predict(faded(photo)).decode(AUTOMATIC)
    assert apart < 4.0 < float((as_it_is - fresh).norm(dim=0).mean()) / 2
    # Only the network sees other tones: what is coloured is the photo.
    assert 40.0 < float(old.lightness.min()) < float(old.lightness.max()) < 82.0

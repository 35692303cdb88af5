# SPDX-License-Identifier: GPL-3.0-or-later
"""Portraits made ready for training: what is kept of them, and what they lose."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from skimage import color

from models.training.portraits import main, prepared

BLUE, SKIN, SUIT, TIE = (70, 110, 190), (214, 160, 130), (40, 45, 60), (170, 30, 40)
FACE_AT, BACKDROP_AT, TIE_AT = (110, 90), (110, 20), (110, 200)


def portrait(backdrop: tuple[int, int, int]) -> Image.Image:
    """Somebody in a suit."""
    picture = Image.new("RGB", (220, 275), backdrop)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 150, 200, 400), fill=SUIT)
    draw.ellipse((70, 50, 150, 160), fill=SKIN)
    draw.rectangle((104, 165, 116, 275), fill=TIE)
    return picture


def ab(picture: Image.Image, at: tuple[int, int]) -> np.ndarray:
    """Colour of a pixel; the rim that is cut off is eight pixels wide."""
    left, top = at[0] - (220 - picture.width) // 2, at[1] - (275 - picture.height) // 2
    return color.rgb2lab(np.asarray(picture))[top, left, 1:]


def test_a_plain_backdrop_loses_its_colour_and_the_face_does_not() -> None:
    before = portrait(BLUE)
    after = prepared(before)
    assert after is not None
    assert np.hypot(*ab(before, BACKDROP_AT)) > 40.0
    assert np.hypot(*ab(after, BACKDROP_AT)) < 6.0
    assert np.abs(ab(after, FACE_AT) - ab(before, FACE_AT)).max() < 2.0


@pytest.mark.parametrize("backdrop", [BLUE, (120, 118, 112)])
def test_bright_reds_are_toned_down(backdrop: tuple[int, int, int]) -> None:
    before = portrait(backdrop)
    after = prepared(before)
    assert after is not None
    assert np.hypot(*ab(before, TIE_AT)) > 50.0
    assert 15.0 < np.hypot(*ab(after, TIE_AT)) < 28.0
    assert np.abs(ab(after, FACE_AT) - ab(before, FACE_AT)).max() < 2.0


def test_a_gray_backdrop_stays_as_it_is() -> None:
    after = prepared(portrait((120, 118, 112)))
    assert after is not None
    assert np.abs(ab(after, BACKDROP_AT) - ab(portrait((120, 118, 112)), BACKDROP_AT)).max() < 1.0


def test_large_portraits_are_made_smaller() -> None:
    after = prepared(portrait(BLUE).resize((880, 1100)))
    assert after is not None
    assert min(after.size) == 256


@pytest.mark.parametrize("teaches_nothing", ["sepia", "gray", "on paper", "before flags", "small"])
def test_what_teaches_no_colours_is_left_out(teaches_nothing: str) -> None:
    picture = portrait(BLUE)
    if teaches_nothing == "sepia":
        tones = np.asarray(picture.convert("L"))[..., None] / 255.0
        picture = Image.fromarray((tones ** np.array([0.8, 1.0, 1.4]) * 255).astype(np.uint8))
    elif teaches_nothing == "gray":
        picture = picture.convert("L").convert("RGB")
    elif teaches_nothing == "on paper":
        picture = portrait((255, 255, 255))
    elif teaches_nothing == "before flags":
        draw = ImageDraw.Draw(picture)
        for left in range(0, 220, 40):
            draw.rectangle((left, 0, left + 19, 60), fill=TIE)
        draw.rectangle((0, 0, 12, 137), fill=TIE)
    else:
        picture = picture.resize((120, 150))
    assert prepared(picture) is None


def test_a_folder_is_prepared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "members").mkdir()
    portrait(BLUE).save(tmp_path / "members" / "one.png")
    portrait((255, 255, 255)).save(tmp_path / "members" / "button.png")
    main([str(tmp_path / "members"), "--output", str(tmp_path / "ready")])
    assert [file.name for file in (tmp_path / "ready").iterdir()] == ["one.jpg"]
    assert "1 of 2" in capsys.readouterr().out

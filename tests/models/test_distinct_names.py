# SPDX-License-Identifier: GPL-3.0-or-later
"""No two colours that stand beside each other have one name, and each name tells the truth."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import skimage
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.candidates import candidates, region_candidates
from models.color.distinct_names import color_names
from models.color.names import color_name
from models.colorizer import Colorizer
from models.regions.automatic import automatic_regions
from models.regions.colours import DISTINCT
from models.regions.region import found_region

Ab = tuple[float, float]
DATA = Path(__file__).parents[1] / "data"
SAMPLES = [
    *sorted(DATA.glob("*.jpg")),
    *(
        Path(skimage.__file__).parent / "data" / name
        for name in ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")
    ),
]
STRENGTHS = ("pale", "muted", "", "vivid")
planes = st.tuples(st.floats(0, 2 * math.pi), st.floats(0, 1)).map(
    # Most of what a network says of a photo is weak, so weak colours are drawn more often.
    lambda polar: (
        110 * polar[1] ** 2 * math.cos(polar[0]),
        110 * polar[1] ** 2 * math.sin(polar[0]),
    )
)


def apart(colours: list[Ab]) -> list[Ab]:
    """Leave out what is too near to one before, as the candidates of a region do."""
    kept: list[Ab] = []
    for colour in colours:
        if all(math.dist(colour, other) >= DISTINCT for other in kept):
            kept.append(colour)
    return kept[:9]


lists = st.lists(planes, max_size=40).map(apart)


@settings(max_examples=150, deadline=None)
@given(st.floats(0, 100), lists)
def test_no_name_stands_twice_in_a_list(lightness: float, colours: list[Ab]) -> None:
    names = color_names(lightness, colours)
    assert len(set(names)) == len(names) == len(colours)


@pytest.mark.parametrize("lightness", [20, 40, 55, 70, 85])
def test_no_name_stands_twice_in_lists_as_dense_as_there_may_be(lightness: int) -> None:
    rng = np.random.default_rng(lightness)
    for _ in range(60):
        middle, spread = rng.uniform(-60, 60, 2), rng.uniform(8, 30)
        near = [(float(a), float(b)) for a, b in middle + spread * rng.standard_normal((60, 2))]
        names = color_names(lightness, apart(near))
        assert len(set(names)) == len(names)


@settings(max_examples=80, deadline=None)
@given(st.floats(0, 100), lists)
def test_a_name_says_more_only_where_it_must(lightness: float, colours: list[Ab]) -> None:
    plain = [color_name(lightness, *ab) for ab in colours]
    for name, everyday in zip(color_names(lightness, colours), plain, strict=True):
        assert name.split()[-1] == everyday.split()[-1]
        if plain.count(everyday) == 1:
            assert name == everyday


@settings(max_examples=80, deadline=None)
@given(st.floats(0, 100), lists)
def test_of_two_that_differ_in_strength_the_vivid_one_is_stronger(
    lightness: float, colours: list[Ab]
) -> None:
    kin: dict[str, list[tuple[int, float]]] = {}
    for name, ab in zip(color_names(lightness, colours), colours, strict=True):
        first, _, rest = name.partition(" ")
        strength, own = (first, rest) if first in STRENGTHS and rest else ("", name)
        kin.setdefault(own, []).append((STRENGTHS.index(strength), math.hypot(*ab)))
    for known in kin.values():
        assert [chroma for _, chroma in sorted(known)] == sorted(chroma for _, chroma in known)


@pytest.mark.parametrize(
    ("lightness", "colours", "names"),
    [
        (45, [(15, 25)], ["brown"]),
        (45, [(24, 10), (8, 24)], ["reddish brown", "yellowish brown"]),
        (45, [(5, 9), (15, 26)], ["muted brown", "brown"]),
        (55, [(5, 9), (15, 26)], ["pale brown", "brown"]),
        (
            40,
            [(12, 12), (20, 25), (28, 14), (6, 26)],
            ["muted reddish brown", "brown", "reddish brown", "yellowish brown"],
        ),
        (60, [(-16, -26), (-6, -31), (-8, -58)], ["greenish blue", "blue", "vivid blue"]),
        (20, [(-5, -25), (-15, -20)], ["dark blue", "dark greenish blue"]),
        (40, [(30, -8)], ["pink"]),
        (50, [(6, 0), (-6, 1)], ["reddish gray", "greenish gray"]),
        (50, [(0, 0), (-2, -30), (12, 0)], ["gray", "blue", "pink"]),
    ],
)
def test_names_are_those_that_people_would_say(
    lightness: int, colours: list[Ab], names: list[str]
) -> None:
    assert color_names(lightness, colours) == names


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_the_colours_of_a_part_of_a_real_photo_have_names_of_their_own(
    sample: Path, colorizer: Colorizer
) -> None:
    prediction = colorizer.predict(np.array(Image.open(sample).convert("L")))
    labels = automatic_regions(prediction)
    for label in range(0, int(labels.max()) + 1, 3):
        region = found_region(labels == label, prediction.grid)
        names = [candidate.name for candidate in region_candidates(prediction, region)]
        assert len(set(names)) == len(names), names
    of_photo: dict[int, list[str]] = {}
    for candidate in candidates(prediction, 200, labels):
        of_photo.setdefault(id(candidate.region), []).append(candidate.name)
    assert len(of_photo) > 2
    for names in of_photo.values():
        assert len(set(names)) == len(names), names

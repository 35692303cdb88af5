# SPDX-License-Identifier: GPL-3.0-or-later
"""A part of a photo is found again after the image was cropped, scaled or turned."""

from __future__ import annotations

from layers import part_place
from layers.area import Area

FACE = Area(40, 30, 30, 20)
PHOTO = Area(0, 0, 100, 80)


def test_a_part_stays_where_nothing_was_changed() -> None:
    assert part_place.now(FACE, PHOTO, [FACE, FACE]) == FACE


def test_a_part_moves_with_photo_and_colours() -> None:
    moved = Area(10, 5, 100, 80)
    assert part_place.now(FACE, moved, [FACE.moved(10, 5)]) == FACE


def test_a_cropped_photo_has_its_part_where_the_colours_are() -> None:
    assert part_place.now(FACE, Area(0, 0, 60, 40), [Area(20, 10, 30, 20)] * 2) == (
        Area(20, 10, 30, 20)
    )
    # The photo's layer alone: its colours stayed where they were in the image.
    assert part_place.now(FACE, Area(20, 20, 60, 40), [FACE]) == Area(20, 10, 30, 20)


def test_what_lies_beyond_the_photo_is_left_out() -> None:
    assert part_place.now(FACE, Area(0, 0, 50, 40), [Area(30, 25, 30, 20)]) == Area(30, 25, 20, 15)
    assert part_place.now(FACE, Area(50, 40, 60, 40), [FACE]) == Area(0, 0, 20, 10)


def test_layers_of_the_artists_own_do_not_count() -> None:
    scaled, painted = Area(20, 15, 15, 10), Area(0, 0, 50, 40)
    for colors in ([painted, scaled, scaled], [scaled, scaled, painted], [painted, scaled]):
        assert part_place.now(FACE, Area(0, 0, 50, 40), colors) == scaled
    assert part_place.now(FACE, PHOTO, [FACE, painted, painted]) == FACE


def test_a_group_that_was_emptied_leaves_what_is_remembered() -> None:
    assert part_place.now(FACE, PHOTO, []) == FACE
    assert part_place.now(FACE, Area(0, 0, 30, 30), []) is None


def test_nothing_is_left_of_a_part_beside_the_photo() -> None:
    assert part_place.now(FACE, PHOTO, [Area(100, 30, 30, 20)]) is None

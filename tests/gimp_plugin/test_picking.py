# SPDX-License-Identifier: GPL-3.0-or-later
"""What an artist chooses in a sitting: parts, colours, and what becomes a layer in the end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from photo_regions import Candidate, FoundRegion
from picking import Part, Picking

COLORS = [
    Candidate(0, "blue", 0.7, (80, 90, 200)),
    Candidate(1, "orange", 0.2, (220, 140, 40)),
    Candidate(2, "green", 0.1, (60, 160, 60)),
]


SINGLE = ({0}, {1}, {2})


def parts(things: Sequence[set[int]] = SINGLE, is_automatic: bool = True) -> list[Part]:
    made = [Part(FoundRegion(frozenset(numbers))) for numbers in things]
    for part in made:
        part.candidates, part.is_automatic = list(COLORS), is_automatic
    return made


@pytest.fixture
def picking() -> Picking:
    return Picking(parts())


def indices(seen: list[tuple[Part, Candidate]]) -> list[tuple[list[int], int]]:
    return [(sorted(part.numbers), candidate.index) for part, candidate in seen]


def test_what_is_seen_is_what_is_added(picking: Picking) -> None:
    assert picking.chosen == 0
    assert picking.seen() == []  # the automatic colours once more are no change
    picking.chosen = 1
    assert indices(picking.seen()) == [([0], 1)]
    assert picking.collect()
    picking.step(1)
    assert indices(picking.seen()) == [([0], 1)]
    picking.chosen = 2
    assert indices(picking.seen()) == [([0], 1), ([1], 2)]
    picking.step(-1)
    assert indices(picking.seen()) == [([0], 1)]
    assert picking.chosen == 1


def test_a_part_has_one_colour(picking: Picking) -> None:
    for index in (1, 2):
        picking.chosen = index
        picking.collect()
    assert indices(picking.picked) == [([0], 2)]
    picking.chosen = 0
    assert not picking.collect()
    assert picking.seen() == []
    picking.remove(picking.part)
    assert picking.picked == []
    assert picking.chosen == 0


def test_what_is_listed_is_what_would_be_added(picking: Picking) -> None:
    picking.chosen = 1
    picking.collect()
    picking.step(1)
    picking.chosen = 2
    assert indices(picking.listed) == [([0], 1)]  # the other is merely chosen
    picking.step(-1)
    picking.chosen = 2
    assert indices(picking.listed) == indices(picking.seen()) == [([0], 2)]
    picking.chosen = 0
    assert picking.listed == picking.seen() == []
    picking.step(1)  # what is merely chosen is left behind
    assert indices(picking.listed) == indices(picking.seen()) == [([0], 1)]


def test_what_was_given_up_does_not_come_back_by_growing(picking: Picking) -> None:
    picking.chosen = 1
    picking.collect()
    picking.join(1)
    picking.know(picking.part, COLORS, True)
    picking.remove(picking.part)
    picking.join(2)
    picking.know(picking.part, COLORS, True)
    assert picking.picked == []
    assert picking.chosen == 0


def test_automatic_colours_stay_when_a_part_grows(picking: Picking) -> None:
    picking.chosen = 1
    picking.join(1)
    picking.know(picking.part, COLORS, True)
    picking.chosen = 0
    picking.join(2)
    picking.know(picking.part, COLORS, True)
    assert picking.seen() == []


def test_where_other_colours_are_seen_the_automatic_one_is_a_change() -> None:
    picking = Picking(parts(is_automatic=False))
    assert picking.chosen is None
    assert picking.seen() == []
    picking.chosen = 0
    assert indices(picking.seen()) == [([0], 0)]


def test_one_walks_in_a_circle(picking: Picking) -> None:
    picking.step(-1)
    assert picking.position == 2
    picking.step(1)
    assert picking.position == 0


def test_a_part_that_grows_keeps_its_colour(picking: Picking) -> None:
    picking.choose(picking.part_of(1))
    picking.chosen = 1
    picking.collect()
    picking.join(0)
    assert sorted(picking.part.numbers) == [0, 1]
    assert picking.part_of(0) is picking.part_of(1) is picking.part
    assert len(picking.parts) == 2
    assert picking.seen() == []  # until its own colours are known
    nearly = [Candidate(0, "blue", 0.6, (90, 90, 190)), Candidate(1, "tan", 0.2, (200, 150, 60))]
    picking.know(picking.part, nearly, True)
    assert indices(picking.picked) == [([0, 1], 1)]
    assert indices(picking.seen()) == [([0, 1], 1)]


def test_a_colour_that_was_not_collected_is_not_collected_by_growing(picking: Picking) -> None:
    picking.chosen = 1
    picking.join(2)
    picking.know(picking.part, COLORS, True)
    assert picking.chosen == 1
    assert picking.picked == []


def test_growing_twice_before_the_colours_are_known_forgets_nothing(picking: Picking) -> None:
    picking.chosen = 2
    picking.collect()
    picking.join(1)
    picking.join(2)
    picking.know(picking.part, COLORS, True)
    assert indices(picking.picked) == [([0, 1, 2], 2)]


def test_a_region_can_be_taken_out_again(picking: Picking) -> None:
    picking.join(1)
    picking.join(1)
    assert sorted(sorted(part.numbers) for part in picking.parts) == [[0], [1], [2]]
    picking.join(0)  # a part is never left without regions
    assert sorted(picking.part.numbers) == [0]


def test_what_is_joined_loses_its_own_colour(picking: Picking) -> None:
    picking.chosen = 1
    picking.collect()
    picking.step(1)
    picking.join(0)
    picking.know(picking.part, COLORS, True)
    assert picking.picked == []


def test_a_colour_is_not_settled_until_those_of_the_new_part_are_known(picking: Picking) -> None:
    picking.chosen = 1
    picking.collect()
    assert picking.unsettled == []
    picking.join(1)
    assert (picking.picked, picking.unsettled) == ([], [picking.part])
    picking.step(1)
    picking.know(picking.parts[0], COLORS, True)
    assert indices(picking.picked) == [([0, 1], 1)]
    assert picking.unsettled == []
    picking.join(0)  # nothing was collected for this one
    assert picking.unsettled == []


def test_what_a_part_shows_is_known_with_its_colours() -> None:
    picking = Picking([Part(FoundRegion(frozenset({0})))])
    assert picking.chosen is None
    picking.know(picking.part, COLORS, True)
    assert picking.chosen == 0
    assert picking.seen() == []


@pytest.fixture
def things() -> Picking:
    """A thing of three regions, one of two, and one of a single one."""
    return Picking(parts(({0, 1, 2}, {3, 4}, {5})))


def divided(picking: Picking) -> list[list[int]]:
    return [sorted(part.numbers) for part in picking.parts]


def test_a_piece_is_chosen_alone_and_its_thing_again(things: Picking) -> None:
    things.narrow_or_widen(1)
    assert divided(things) == [[1], [0, 2], [3, 4], [5]]
    assert sorted(things.part.numbers) == [1]
    things.narrow_or_widen(1)
    assert divided(things) == [[0, 1, 2], [3, 4], [5]]
    assert sorted(things.part.numbers) == [0, 1, 2]


def test_what_is_one_piece_stays_as_it_is(things: Picking) -> None:
    things.choose(things.part_of(5))
    part = things.part
    things.narrow_or_widen(5)
    assert things.part is part
    assert divided(things) == [[0, 1, 2], [3, 4], [5]]


def test_the_rest_keeps_the_colour_that_was_collected(things: Picking) -> None:
    things.chosen = 1
    things.collect()
    things.narrow_or_widen(0)
    rest = things.part_of(1)
    assert things.unsettled == [rest]
    things.know(things.part, COLORS, True)
    assert things.chosen == 1  # to begin with, the piece has it, too
    things.know(rest, COLORS, True)
    assert indices(things.picked) == [([1, 2], 1)]


def test_what_was_collected_for_a_thing_outlasts_a_look_at_its_piece(things: Picking) -> None:
    things.chosen = 1
    things.collect()
    things.narrow_or_widen(0)
    things.know(things.part, COLORS, True)
    things.narrow_or_widen(0)
    assert things.unsettled == [things.part]
    things.know(things.part, COLORS, True)
    assert indices(things.picked) == [([0, 1, 2], 1)]


def test_what_had_been_joined_stays_with_a_piece_that_becomes_its_thing(things: Picking) -> None:
    things.narrow_or_widen(0)
    things.choose(things.part_of(5))
    things.join(1)
    things.choose(things.part_of(0))
    things.narrow_or_widen(0)
    assert divided(things) == [[0, 1, 2, 5], [3, 4]]


def test_a_thing_is_joined_and_taken_out_whole(things: Picking) -> None:
    things.join(4)
    assert divided(things) == [[0, 1, 2, 3, 4], [5]]
    things.join(3)
    assert divided(things) == [[0, 1, 2], [5], [3, 4]]
    things.join(1)  # of one thing a piece is taken out
    assert divided(things) == [[0, 2], [5], [3, 4], [1]]
    assert sorted(things.part.numbers) == [0, 2]

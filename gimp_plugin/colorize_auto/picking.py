# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist has chosen in a sitting so far: parts of the photo, and colours for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import dist

from photo_regions import AUTOMATIC, Candidate, FoundRegion, Region


@dataclass(eq=False)
class Part:
    """A part of the photo.

    Attributes
    ----------
    region : Region
    name : str or None
        What it shows or where it lies, for people; None until that is known.
    candidates : list of Candidate
        Its colours, the automatic one first; empty until they are known.
    is_automatic : bool
        Whether the photo shows it in its automatic colours, so that adding them would be no change.
    pick : Candidate or None
        The colour that the artist has collected for it.
    wanted : Candidate or None
        The colour that it had before it became larger or smaller.
    was_picked : bool
        Whether that was collected.
    """

    region: Region
    name: str | None = None
    candidates: list[Candidate] = field(default_factory=list)
    is_automatic: bool = False
    pick: Candidate | None = None
    wanted: Candidate | None = None
    was_picked: bool = False

    @property
    def numbers(self) -> frozenset[int]:
        """The found regions of which it consists; none for a selection."""
        return self.region.numbers if isinstance(self.region, FoundRegion) else frozenset()


class Picking:
    """Parts, one of which is chosen, and a colour that is chosen for that one.

    Parameters
    ----------
    parts : sequence of Part
        Whole things, in the order in which one walks through them, at least one; the first is
        chosen.

    Attributes
    ----------
    parts : list of Part
    part : Part
        The chosen one.
    chosen : int or None
        Index of its chosen colour; None while it shows what it showed before.
    """

    def __init__(self, parts: Sequence[Part]):
        self.parts = list(parts)
        self._things = [part.numbers for part in parts]
        self._picked: list[Part] = []
        self.choose(self.parts[0])

    @property
    def position(self) -> int:
        """Place of the chosen part, from 0."""
        return self.parts.index(self.part)

    @property
    def picked(self) -> list[tuple[Part, Candidate]]:
        """What was collected, in that order."""
        return [(part, part.pick) for part in self._picked if part.pick is not None]

    @property
    def listed(self) -> list[tuple[Part, Candidate]]:
        """What was collected, as it would be added now: the chosen part in its chosen colour."""
        now = [(part, self.change() if part is self.part else pick) for part, pick in self.picked]
        return [(part, colour) for part, colour in now if colour is not None]

    @property
    def unsettled(self) -> list[Part]:
        """Parts with a collected colour that were changed and of whose colours none is known."""
        return [part for part in self.parts if part.was_picked and not part.candidates]

    def choose(self, part: Part) -> None:
        """Choose a part, with the colour that was collected for it."""
        self.part = part
        self.chosen = AUTOMATIC if part.is_automatic else None
        if part.pick is not None:
            self.chosen = part.pick.index

    def step(self, step: int) -> None:
        """Choose another part: the next one for 1, the one before for -1."""
        self.choose(self.parts[(self.position + step) % len(self.parts)])

    def part_of(self, number: int) -> Part:
        """Give the part to which a found region belongs."""
        return next(part for part in self.parts if number in part.numbers)

    def join(self, number: int) -> None:
        """Put the part with a found region to the chosen one, or take it out of the chosen one.

        What is taken out is all of its thing, or the region alone where nothing else would stay.
        """
        part, other = self.part, self.part_of(number)
        if part is not other:
            self._replace(part, part.numbers | other.numbers)
            self.parts.remove(other)
            self._drop(other)
            return
        out = self._thing_of(number) & part.numbers
        if out == part.numbers:
            out = frozenset({number})
        if out != part.numbers:
            self._replace(part, part.numbers - out)
            self.parts.append(Part(FoundRegion(out)))

    def narrow_or_widen(self, number: int) -> None:
        """Choose a found region of the chosen part alone, or all of its thing if it is alone."""
        part = self.part
        if part.numbers == {number}:
            self._widen(self._thing_of(number) - part.numbers)
        elif number in part.numbers:
            alone = Part(FoundRegion(frozenset({number})), wanted=self.change())
            self._replace(part, part.numbers - {number})
            self.parts.insert(self.position, alone)
            self.choose(alone)

    def _widen(self, numbers: frozenset[int]) -> None:
        rest = {self.part_of(number) for number in numbers}
        for number in sorted(numbers):
            if number not in self.part.numbers:
                self.join(number)
        for other in rest:  # what was collected for the thing is not lost on the way to its piece
            if other.pick is not None or other.was_picked:
                self.part.was_picked = True
                self.part.wanted = self.part.wanted or other.pick or other.wanted

    def _replace(self, part: Part, numbers: frozenset[int]) -> None:
        changed = Part(
            FoundRegion(numbers),
            wanted=self.change() or part.pick or part.wanted,
            was_picked=part.pick is not None or part.was_picked,
        )
        self.parts[self.parts.index(part)] = changed
        self._drop(part)
        self.choose(changed)

    def know(self, part: Part, candidates: Sequence[Candidate], is_automatic: bool) -> None:
        """Take in the colours of a part; one that was changed keeps what is nearest to its own."""
        part.candidates, part.is_automatic = list(candidates), is_automatic
        if part is self.part:
            self.choose(part)
        if part.wanted is None:
            return
        wanted = part.wanted.srgb
        nearest = min(part.candidates, key=lambda candidate: dist(candidate.srgb, wanted))
        if part is self.part:
            self.chosen = nearest.index
        if part.was_picked:
            self._keep(part, nearest)
        part.wanted, part.was_picked = None, False

    def change(self) -> Candidate | None:
        """Give the chosen colour, where it would change anything."""
        if self.chosen is None or not self.part.candidates:
            return None
        if self.chosen == AUTOMATIC and self.part.is_automatic:
            return None
        return self.part.candidates[self.chosen]

    def collect(self) -> bool:
        """Collect the chosen colour, in place of an earlier one of this part; tell whether."""
        candidate = self.change()
        if candidate is not None:
            self._keep(self.part, candidate)
        return candidate is not None

    def remove(self, part: Part) -> None:
        """Give up what was collected for a part."""
        self._drop(part)
        part.pick = part.wanted = None
        part.was_picked = False
        if part is self.part:
            self.choose(part)

    def seen(self) -> list[tuple[Part, Candidate]]:
        """Give what the photo is shown with, the last on top: nobody is to get anything else."""
        seen = [(part, pick) for part, pick in self.picked if part is not self.part]
        change = self.change()
        return [*seen, (self.part, change)] if change is not None else seen

    def _thing_of(self, number: int) -> frozenset[int]:
        return next(thing for thing in self._things if number in thing)

    def _keep(self, part: Part, candidate: Candidate) -> None:
        self._drop(part)
        part.pick = candidate
        self._picked.append(part)

    def _drop(self, part: Part) -> None:
        if part in self._picked:
            self._picked.remove(part)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artist has chosen in a sitting so far: parts of the photo, and colours for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
        In the order in which one walks through them, at least one; the first is chosen.

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
        """Put a found region to the chosen part, or take it out where it belongs to it."""
        part, other = self.part, self.part_of(number)
        if part is not other:
            self._replace(part, part.numbers | other.numbers)
            self.parts.remove(other)
            self._drop(other)
        elif len(part.numbers) > 1:
            self._replace(part, part.numbers - {number})
            self.parts.append(Part(FoundRegion(frozenset({number}))))

    def gather(self, numbers: Collection[int]) -> None:
        """Put all of these found regions to the chosen part."""
        for number in sorted(numbers):
            if number not in self.part.numbers:
                self.join(number)

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
        part.pick = None
        if part is self.part:
            self.choose(part)

    def seen(self) -> list[tuple[Part, Candidate]]:
        """Give what the photo is shown with, the last on top: nobody is to get anything else."""
        seen = [(part, pick) for part, pick in self.picked if part is not self.part]
        change = self.change()
        return [*seen, (self.part, change)] if change is not None else seen

    def _keep(self, part: Part, candidate: Candidate) -> None:
        self._drop(part)
        part.pick = candidate
        self._picked.append(part)

    def _drop(self, part: Part) -> None:
        if part in self._picked:
            self._picked.remove(part)

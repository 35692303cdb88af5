# SPDX-License-Identifier: GPL-3.0-or-later
"""The regions of one photo that have a name, and their candidates, each found once."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from backend.problems import Problem
from models.regions.count import MOST_REGIONS

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from models.candidates import Candidate
    from models.predictions.content_map import ContentMap
    from models.predictions.prediction import Prediction
    from models.regions.region import DrawnRegion, Region

MOST_CANDIDATES = 16
"""Candidates of a whole photo, at most."""
_MOST_DRAWN = 64
_DRAWN_BYTES = 32 << 20
_MOST_REMEMBERED = 64  # regions whose candidates are remembered
_DRAWN = "drawn-"
_CANDIDATE = "candidate-"


class PhotoRegions:
    """Regions by name: ``0``, ``1``, ... are automatic, ``drawn-1``, ... the artist's.

    ``3+7`` is what the automatic regions 3 and 7 make together.
    ``candidate-0``, ... are those of the candidates of the whole photo, by their index.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    read_contents : callable
        Sees what a photo shows; None if it sees nothing.
    """

    def __init__(
        self,
        prediction: Prediction,
        read_contents: Callable[[Prediction], ContentMap | None],
    ) -> None:
        self._prediction = prediction
        self._read_contents = read_contents
        self._most = MOST_REGIONS
        self._labels: dict[int, NDArray[np.uint8]] = {}
        self._drawn: OrderedDict[str, DrawnRegion] = OrderedDict()
        self._count = 0
        self.nbytes = 0
        """Bytes of all regions and labels that are remembered.

        Nobody has to wait for the lock to know it.
        """
        self._of_photo: list[Candidate] | None = None
        self._of_region: OrderedDict[str, list[Candidate]] = OrderedDict()
        self._contents: ContentMap | None = None
        self._was_read = False
        # What takes long is found by the first who asks; others wait for it.
        self._lock = threading.RLock()
        self._reading = threading.Lock()

    def automatic(self, most: int) -> NDArray[np.uint8]:
        """Give the labels of at most `most` automatic regions.

        They are (H, W), at the working size, but with a short side of 320 pixels at most.
        From now on the names of automatic regions are these labels.
        """
        with self._lock:
            self._most = most
            self._of_region = OrderedDict(
                (name, found) for name, found in self._of_region.items() if not _labels(name)
            )
            for other in self._labels.keys() - {most, MOST_REGIONS}:
                del self._labels[other]
            found = self._found(most)
            self._count_bytes()
            return found

    def draw(self, plane: NDArray[Any], photo: tuple[int, int]) -> tuple[str, float]:
        """Remember a drawn mask; the oldest of many are dropped.

        Parameters
        ----------
        plane : ndarray
            (H', W') from 0 to 1 for floats, or to the largest whole number of its type.
        photo : tuple of int
            (H, W) of the photo.

        Returns
        -------
        name : str
        share : float
            Of the photo, 0..1.

        Raises
        ------
        Problem
            ``empty-region`` when nothing is in it.
        """
        from models.regions.region import drawn_region

        region = drawn_region(plane, self._prediction.grid, photo)
        if region is None:
            raise Problem("empty-region", "The region is empty: select a part of the photo first.")
        with self._lock:
            self._count += 1
            name = f"{_DRAWN}{self._count}"
            self._drawn[name] = region
            nbytes = sum(drawn.nbytes for drawn in self._drawn.values())
            while len(self._drawn) > _MOST_DRAWN or (
                len(self._drawn) > 1 and nbytes > _DRAWN_BYTES
            ):
                dropped, dropped_region = self._drawn.popitem(last=False)
                nbytes -= dropped_region.nbytes
                self._of_region.pop(dropped, None)  # its candidates hold the mask as well
            self._count_bytes()
        return name, float(region.coarse.mean())

    def region(self, name: str) -> Region:
        """Give the region of a name.

        Raises
        ------
        Problem
            ``unknown-region`` when there is none of this name.
        models.errors.NoDistribution
            When it is a candidate's and the colorizer has none.
        """
        from models.regions.region import found_region

        with self._lock:
            if name in self._drawn:
                return self._drawn[name]
            labels = _labels(name)
            if labels:
                found = self._found(self._most)
                if max(labels) <= found.max():
                    plane = np.isin(found, sorted(labels))
                    return found_region(plane, self._prediction.grid)
            number = name.removeprefix(_CANDIDATE)
            if number != name and _is_number(number):
                candidates = self.candidates_of_photo()
                if int(number) < len(candidates):
                    return candidates[int(number)].region
        raise Problem(
            "unknown-region",
            f"This photo has no region {name!r}; ask for its regions or send the mask again.",
        )

    def parts(self) -> list[list[int]]:
        """Put the automatic regions together that are probably of one thing.

        Returns
        -------
        list of list of int
            Labels, each of them once.

        Raises
        ------
        models.errors.NoDistribution, models.errors.ColorizeError, Problem
            See `candidates_of_photo`.
        """
        from models.parts import parts_of
        from models.regions.colours import RegionColours

        contents = self._contents_for_parts()
        with self._lock:
            return parts_of(RegionColours(self._prediction), self._found(self._most), contents)

    def candidates_of_photo(self) -> list[Candidate]:
        """Give the candidates for the parts of the photo; fewer of them are the first of these.

        Raises
        ------
        models.errors.NoDistribution
            When the colorizer knows of one colour only.
        Problem, models.errors.ColorizeError
            When it cannot be seen what the photo shows, see `backend.inference.Inference.contents`.
        """
        from models.candidates import candidates

        contents = self._contents_for_parts()
        with self._lock:
            if self._of_photo is None:
                labels = self._found(MOST_REGIONS)
                self._of_photo = candidates(self._prediction, MOST_CANDIDATES, labels, contents)
                self._count_bytes()
            return self._of_photo

    def candidates_of_region(self, name: str) -> list[Candidate]:
        """Give the colours of a region, its automatic one first.

        Raises
        ------
        Problem, models.errors.NoDistribution
            See `region` and `candidates_of_photo`.
        """
        from models.candidates import region_candidates

        with self._lock:
            if name not in self._of_region:
                self._of_region[name] = region_candidates(self._prediction, self.region(name))
                if len(self._of_region) > _MOST_REMEMBERED:
                    self._of_region.popitem(last=False)
                self._count_bytes()
            self._of_region.move_to_end(name)
            return self._of_region[name]

    def contents(self) -> ContentMap | None:
        """Give what each place shows, as it was seen the first time; None if nothing was seen."""
        with self._reading:
            if not self._was_read:
                self._contents = self._read_contents(self._prediction)
                self._was_read = True
            return self._contents

    def _contents_for_parts(self) -> ContentMap | None:
        """Give what each place shows; without a distribution nobody needs the network's look."""
        self._prediction.distribution()
        return self.contents()

    def _found(self, most: int) -> NDArray[np.uint8]:
        from models.regions.automatic import automatic_regions

        if most not in self._labels:
            self._labels[most] = automatic_regions(self._prediction, most).astype(np.uint8)
        return self._labels[most]

    def _count_bytes(self) -> None:
        candidates = [*(self._of_photo or ()), *itertools.chain(*self._of_region.values())]
        regions = {*self._drawn.values(), *(candidate.region for candidate in candidates)}
        self.nbytes = sum(held.nbytes for held in (*regions, *self._labels.values()))


def name_of_candidates_region(index: int) -> str:
    """Name of the region of a candidate of the whole photo."""
    return f"{_CANDIDATE}{index}"


def _labels(name: str) -> set[int]:
    """Labels of the automatic regions that a name puts together; none for other regions."""
    parts = name.split("+")
    if len(parts) > MOST_REGIONS or not all(map(_is_number, parts)):
        return set()
    return set(map(int, parts))


def _is_number(text: str) -> bool:
    """Tell whether a text is a number such as regions have; int() refuses thousands of digits."""
    return text.isdecimal() and len(text) <= 3

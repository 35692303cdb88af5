# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a photo that get colours of their own, and what the backend says of them.

No call of GIMP happens here: it may all run in a thread.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import npy
from backend_access.client import BackendClient, Parameters, Pixels
from backend_access.planes import Plane
from colored_photo import ColoredPhoto

T = TypeVar("T")

AUTOMATIC = 0
"""Index of a region's automatic colour among its candidates."""
MOST_COLORS = 9


class Region(ABC):
    """A part of a photo, whose name at the backend may have to be made anew."""

    @abstractmethod
    def name(self, client: BackendClient, photo: str) -> str:
        """Give the region's name for calls about `photo`, the backend's id."""


@dataclass(frozen=True)
class FoundRegion(Region):
    """One or more of the regions that the backend found by itself.

    Attributes
    ----------
    numbers : frozenset of int
        From 0 on; a photo that is sent again has the same regions.
    """

    numbers: frozenset[int]

    def name(self, client: BackendClient, photo: str) -> str:
        """Give the region's name for calls about `photo`, the backend's id."""
        return "+".join(map(str, sorted(self.numbers)))


@dataclass(frozen=True, eq=False)
class DrawnRegion(Region):
    """A region that the artist selected.

    Attributes
    ----------
    cover : bytes
        One byte a pixel of the photo, 255 where it is wholly selected.
    width : int
        Of the photo.
    """

    cover: bytes
    width: int
    _names: dict[str, str] = field(default_factory=dict)

    def name(self, client: BackendClient, photo: str) -> str:
        """Give the region's name for calls about `photo`, the backend's id; send it if need be."""
        if photo not in self._names:
            header = npy.Header("uint8", (len(self.cover) // self.width, self.width))
            self._names[photo] = client.draw_region(photo, header.pack() + self.cover)
        return self._names[photo]


@dataclass(frozen=True)
class Candidate:
    """One plausible colour of a region.

    Attributes
    ----------
    index : int
        0 is the region's automatic colour.
    name : str
        The colour's, as the backend says it.
    probability : float
        0..1
    srgb : tuple of int
        0..255
    content : str
        What the region shows, as the backend says it; "" where that is not sure.
    """

    index: int
    name: str
    probability: float
    srgb: tuple[int, int, int]
    content: str = ""


class PhotoRegions:
    """What the backend says of the regions of one photo.

    Parameters
    ----------
    photo : ColoredPhoto
    parameters : Parameters
        Of the decoder.
    """

    def __init__(self, photo: ColoredPhoto, parameters: Parameters):
        self.photo = photo
        self._parameters = parameters

    @property
    def _client(self) -> BackendClient:
        return self.photo.client

    def found(self) -> Plane:
        """Give the number of the found region at each pixel, at the working size."""
        return self.photo.ask(lambda photo: self._client.regions(photo))

    def things(self) -> list[frozenset[int]]:
        """Give the numbers of the found regions that are probably of one thing, by thing."""
        return [frozenset(part) for part in self.photo.ask(lambda photo: self._client.parts(photo))]

    def thing(self, number: int) -> frozenset[int]:
        """Give the numbers of the found regions that are probably of one thing with this one."""
        alone = frozenset({number})
        return next((thing for thing in self.things() if number in thing), alone)

    def mask(self, region: Region, size: int | None = None) -> Plane:
        """Give a region's mask, uint8; `size` is the long side, the photo's own when None."""
        return self._ask(region, partial(self._client.region_mask, size=size))

    def candidates(self, region: Region) -> list[Candidate]:
        """Give a region's colours, the automatic one first, then the likeliest first."""
        answer = self._ask(
            region,
            lambda photo, region: self._client.candidates(photo, MOST_COLORS, region=region),
        )
        return [_candidate(facts) for facts in answer]

    def automatic(self, size: int | None = None) -> Pixels:
        """Give the automatic picture."""
        return self.photo.ask(partial(self._client.color, parameters=self._parameters, size=size))

    def alternative(self, region: Region, candidate: int, size: int | None = None) -> Pixels:
        """Give a candidate's colours, within the region and beyond it: a mask is the border."""
        if candidate == AUTOMATIC:
            return self.automatic(size)
        return self._ask(
            region,
            lambda photo, region: self._client.alternative(
                photo, candidate, self._parameters, size, region, everywhere=True
            ),
        )

    def _ask(self, region: Region, call: Callable[[str, str], T]) -> T:
        return self.photo.ask(lambda photo: call(photo, region.name(self._client, photo)))


def _candidate(facts: dict[str, Any]) -> Candidate:
    red, green, blue = (int(value) for value in facts["srgb"])
    return Candidate(
        int(facts["index"]),
        str(facts["name"]),
        float(facts["probability"]),
        (red, green, blue),
        facts.get("content") or "",
    )

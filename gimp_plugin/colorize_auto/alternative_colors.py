# SPDX-License-Identifier: GPL-3.0-or-later
"""The alternatives of an automatic run: which there are, and how they are called.

No call of GIMP happens here: it may all run in a thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import npy
import region_shape
from backend_access.client import BackendClient, Parameters, Pixels
from backend_words import color_name
from layers.layer_names import alternative_name, part_name, place_name, region_color_name

if TYPE_CHECKING:  # it needs GIMP, and nothing here does
    from layers.photo_part import PhotoPart

# Where a region lies is told from a mask of this long side.
SMALL = 64


@dataclass(frozen=True)
class Alternative:
    """Another colour for a region.

    Attributes
    ----------
    name : str
        For people.
    color : str
        The colour's name, as the backend says it.
    candidate : int
        Index in the backend's list.
    list_region : str or None
        The region whose list it is; None for the list of the whole photo.
    mask_region : str or None
        The region that its layer shows; None where the group's mask says it already.
    """

    name: str
    color: str
    candidate: int
    list_region: str | None
    mask_region: str | None

    def pixels(self, client: BackendClient, identity: str, parameters: Parameters) -> Pixels:
        """Give its picture."""
        return client.alternative(
            identity, self.candidate, parameters, region=self.list_region, everywhere=True
        )


def alternatives(
    client: BackendClient, identity: str, part: PhotoPart, count: int
) -> list[Alternative]:
    """Give up to `count` alternatives; first those that are likely and of much of the photo.

    Those of a whole photo are for its least certain regions, those of a selection are for what is
    selected.

    Raises
    ------
    BackendError
    """
    if part.selection is None:
        found = client.candidates(identity, count)
        return [
            _of_photo(client, identity, facts, number, part)
            for number, facts in enumerate(found, start=1)
        ]
    header = npy.Header("uint8", (part.area.height, part.area.width))
    drawn = client.draw_region(identity, header.pack() + part.selection)
    # The first candidate of a region is its automatic colour, which has a layer of its own.
    others = client.candidates(identity, count + 1, drawn)[1:]
    return [
        Alternative(
            _name(facts, number, ""),
            facts["name"],
            facts["index"],
            drawn,
            None,
        )
        for number, facts in enumerate(others, start=1)
    ]


def _of_photo(
    client: BackendClient, identity: str, facts: dict[str, Any], number: int, part: PhotoPart
) -> Alternative:
    region = facts["region"]
    size = min(SMALL, max(part.area.width, part.area.height))
    mask = client.region_mask(identity, region, size)
    where = place_name(*region_shape.place(mask.values().tobytes(), mask.width))
    name = _name(facts, number, where)
    return Alternative(name, facts["name"], facts["index"], None, region)


def _name(facts: dict[str, Any], number: int, where: str) -> str:
    color, probability = facts["name"], facts["probability"]
    part = part_name(facts.get("content") or "", where)
    if part:
        return region_color_name(part, color_name(color), probability)
    return alternative_name(number, color, probability)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a group of colours remembers of how it was made, in the image and in its XCF file.

No call of GIMP happens here.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from argument_ranges import RANGES
from decoding import DECODER, Decoding

# Bytes; the planes of `layers.style_photo` are half as large at most. What anybody has packed may
# be a thousand times larger than it looks.
LARGEST_STYLE = 1 << 20


@dataclass(frozen=True)
class GroupRecord(Decoding):
    """How a group of colours was made, so that every command can continue on it next week.

    Attributes
    ----------
    version : str
        The plug-in's.
    photo : str
        The backend's id of the photo; it may have forgotten it.
    content : str
        Digest of the photo as the backend got it, by which a photo that was changed since is
        known; "" when unknown.
    layer : int
        Tattoo of the photo's layer, which outlives saving; 0 when unknown.
    layer_name : str
        Its name, which outlives Image > Duplicate; "" when unknown.
    colorizer : str
    working_size : int
        Pixels of the short side at which the network looked; 0 for the card's.
    temperature, vividness, saturation : float
        Of the decoder.
    alternatives : int, optional
        How many were asked for; None where nobody was asked.
    area : tuple of int, optional
        x, y, width, height, in the layer's pixels, of the part that the network saw; None for the
        whole layer.
    style : str
        The lightness of the photo that gave the style, small, as `packed_style` makes it; "" where
        none did. The colours can so be made again wherever that photo is by then.
    style_file : str
        The URI of the file that this photo came from; "" where it was a layer, or unknown.
    """

    version: str
    photo: str
    layer: int
    colorizer: str
    temperature: float
    vividness: float
    saturation: float
    alternatives: int | None = None
    working_size: int = 0
    area: tuple[int, int, int, int] | None = None
    content: str = ""
    style: str = ""
    layer_name: str = ""
    style_file: str = ""

    @property
    def style_plane(self) -> bytes:
        """The ``.npy`` plane of the photo that gave the style; b"" where none did."""
        return _unpacked_style(self.style) if self.style else b""

    @property
    def settings(self) -> dict[str, Any]:
        """The arguments of Colorize (Auto) by which it was made, as far as somebody chose them.

        The style photo, which is a file, is not among them.
        """
        chosen = {} if self.alternatives is None else {"alternatives": self.alternatives}
        return {
            "colorizer": self.colorizer,
            "working-size": self.working_size,
            **chosen,
            **self.parameters,
        }


def packed_style(plane: bytes) -> str:
    """Pack a small ``.npy`` plane for `GroupRecord.style`."""
    return base64.b85encode(zlib.compress(plane, 9)).decode("ascii")


def _unpacked_style(style: str) -> bytes:
    unpacking = zlib.decompressobj()
    plane = unpacking.decompress(base64.b85decode(style), LARGEST_STYLE)
    if not unpacking.eof:
        raise ValueError("the style is cut short, or larger than any of ours")
    return plane


def from_facts(facts: Mapping[str, Any]) -> GroupRecord | None:
    """Give the record that is noted as `facts`; None where these are not understood.

    A group of an older version lacks some facts; they get their defaults. A file may have been
    written by a newer version, or by anybody: a record that is given can be used as it is.
    """
    known = {field.name: facts[field.name] for field in fields(GroupRecord) if field.name in facts}
    try:
        area = known.get("area")
        record = GroupRecord(**{"layer": 0, **known, "area": tuple(area) if area else None})
        return record if _makes_sense(record) else None
    except (ValueError, TypeError, zlib.error):
        return None


def _makes_sense(record: GroupRecord) -> bool:
    texts = ("version", "photo", "colorizer", "content", "style", "style_file", "layer_name")
    asked = 0 if record.alternatives is None else record.alternatives
    counts = (record.layer, record.working_size, asked)
    area = record.area or (0, 0, 1, 1)
    return (
        all(isinstance(getattr(record, name), str) for name in texts)
        and all(map(_is_whole, (*counts, *area)))
        and record.layer >= 0
        and len(area) == 4
        and min(area[2:]) >= 1
        and all(_is_number(getattr(record, name)) for name in DECODER)
        and all(
            least <= record.settings.get(name, least) <= greatest
            for name, (least, greatest) in RANGES.items()
        )
        # This raises where it cannot be unpacked.
        and isinstance(record.style_plane, bytes)
    )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return _is_whole(value) or isinstance(value, float)

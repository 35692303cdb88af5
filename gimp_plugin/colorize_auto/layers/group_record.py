# SPDX-License-Identifier: GPL-3.0-or-later
"""What a group of colours remembers of how it was made, in the image and in its XCF file."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict, dataclass, fields

from gi.repository import Gimp

from decoding import Decoding

# The parasite by which a group of colours is known as ours.
MARK = "colorize-auto"
PROGRAM = "Colorize (Auto)"


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
    colorizer : str
    working_size : int
        Pixels of the short side at which the network looked; 0 for the card's.
    temperature, vividness, saturation : float
        Of the decoder.
    alternatives : int
        How many were asked for.
    area : tuple of int, optional
        x, y, width, height, in the layer's pixels, of the part that the network saw; None for the
        whole layer.
    style : str
        The lightness of the photo that gave the style, small, as `packed_style` makes it; "" where
        none did. The colours can so be made again wherever that photo is by then.
    """

    version: str
    photo: str
    layer: int
    colorizer: str
    temperature: float
    vividness: float
    saturation: float
    alternatives: int = 0
    working_size: int = 0
    area: tuple[int, int, int, int] | None = None
    content: str = ""
    style: str = ""

    @property
    def style_plane(self) -> bytes:
        """The ``.npy`` plane of the photo that gave the style; b"" where none did."""
        return zlib.decompress(base64.b85decode(self.style)) if self.style else b""


def packed_style(plane: bytes) -> str:
    """Pack a small ``.npy`` plane for `GroupRecord.style`."""
    return base64.b85encode(zlib.compress(plane, 9)).decode("ascii")


def attach(group: Gimp.GroupLayer, record: GroupRecord) -> None:
    """Attach `record` to a group of colours."""
    # GIMP's Python takes bytes below 128 only, hence ASCII.
    text = json.dumps({"program": PROGRAM, **asdict(record)}, ensure_ascii=True).encode("ascii")
    flags = Gimp.PARASITE_PERSISTENT | Gimp.PARASITE_UNDOABLE
    group.attach_parasite(Gimp.Parasite.new(MARK, flags, text))


def read(group: Gimp.Layer) -> GroupRecord | None:
    """Give the record of a group of colours; None where it is none, or one that is not understood.

    A group of an older version lacks some facts; they get their defaults.
    """
    parasite = group.get_parasite(MARK)
    if parasite is None:
        return None
    try:
        facts = json.loads(bytes(parasite.get_data()).decode("ascii"))
        known = {
            field.name: facts[field.name] for field in fields(GroupRecord) if field.name in facts
        }
        area = known.get("area")
        return GroupRecord(**{"layer": 0, **known, "area": tuple(area) if area else None})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def group_around(layer: Gimp.Layer) -> Gimp.GroupLayer | None:
    """Give the group of colours that `layer` is, or is in."""
    group = layer
    while group is not None and group.get_parasite(MARK) is None:
        group = group.get_parent()
    return group


def group_of(image: Gimp.Image, photo: Gimp.Layer) -> Gimp.GroupLayer | None:
    """Give the topmost group of colours made of `photo`; None where there is none."""
    return next((group for group in _groups(image.get_layers()) if is_made_of(group, photo)), None)


def records_of(image: Gimp.Image, photo: Gimp.Layer) -> list[GroupRecord]:
    """Give the records of all groups of colours made of `photo`, the topmost first."""
    records = map(read, _groups(image.get_layers()))
    return [record for record in records if record and record.layer == photo.get_tattoo()]


def is_made_of(layer: Gimp.Layer, photo: Gimp.Layer) -> bool:
    """Tell whether a layer is a group of colours made of `photo`."""
    record = read(layer)
    return record is not None and record.layer == photo.get_tattoo()


def _groups(layers: list[Gimp.Layer]) -> list[Gimp.GroupLayer]:
    found = []
    for layer in layers:
        if layer.is_group():
            if layer.get_parasite(MARK) is not None:
                found.append(layer)
            else:
                found += _groups(layer.get_children())
    return found

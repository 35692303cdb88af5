# SPDX-License-Identifier: GPL-3.0-or-later
"""What a photo file says besides its pixels: camera data (EXIF), XMP, IPTC, resolution.

libvips carries most of it from file to file. What it leaves out is done with Pillow here: EXIF in
and out of TIFF, the resolution of WebP, and marks that would be wrong on the new picture (an
orientation that has been applied, a gray thumbnail).
"""

from __future__ import annotations

import io
import re
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyvips
from PIL import Image, TiffImagePlugin
from PIL.ExifTags import IFD, Base

_BLOBS = ("xmp-data", "iptc-data")
_STRINGS = ("image-description", "resolution-unit")
_COMMENT = "png-comment-"
_DOTS_PER_MM = 72 / 25.4  # where a file is silent
_SILENT = 1.0  # what libvips then says
_XMP_ORIENTATION = re.compile(rb'(tiff:Orientation(?:\s*=\s*["\']|>))[2-8]')
_DIRECTORIES = (IFD.Exif, IFD.GPSInfo)  # within the camera data
_ASCII, _LONG = 2, 4  # types of TIFF entries
# What Pillow raises on reading or writing damaged camera data.
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
_NOTE = "Some of the photo's camera data (EXIF) is damaged and was left out."
# The tags of the first directory that describe the photo rather than the layout of a TIFF file.
_DESCRIPTIVE = (
    Base.ImageDescription,
    Base.Make,
    Base.Model,
    Base.Software,
    Base.DateTime,
    Base.Artist,
    Base.HostComputer,
    Base.Copyright,
    Base.DocumentName,
    Base.PageName,
)


@dataclass(frozen=True, eq=False)
class Metadata:
    """Metadata of a photo whose pixels have been turned upright."""

    exif: Image.Exif
    fields: dict[str, Any]
    """What libvips carries under its own names."""
    dots_per_mm: tuple[float, float]
    """Horizontal and vertical resolution."""
    notes: tuple[str, ...] = ()
    """What the user should know, in sentences."""


def read_metadata(image: pyvips.Image, data: bytes, turned: bool) -> Metadata:
    """Collect the metadata of a photo.

    Parameters
    ----------
    image : pyvips.Image
        As it was loaded.
    data : bytes
        The file.
    turned : bool
        Whether the orientation swaps rows and columns.

    Returns
    -------
    Metadata
    """
    names = image.get_fields()
    fields = {name: image.get(name) for name in (*_BLOBS, *_STRINGS) if name in names}
    fields |= {name: image.get(name) for name in names if name.startswith(_COMMENT)}
    if "xmp-data" in fields:
        fields["xmp-data"] = _XMP_ORIENTATION.sub(rb"\g<1>1", fields["xmp-data"])
    exif, whole = _read_exif(image, data)
    dots_per_mm = (image.xres, image.yres)
    if dots_per_mm == (_SILENT, _SILENT):
        dots_per_mm = _resolution(exif)
    notes = () if whole else (_NOTE,)
    return Metadata(exif, fields, dots_per_mm[::-1] if turned else dots_per_mm, notes)


def attach(image: pyvips.Image, metadata: Metadata) -> pyvips.Image:
    """Return `image` with metadata, to be saved by libvips."""
    image = image.copy(xres=metadata.dots_per_mm[0], yres=metadata.dots_per_mm[1])
    blob = pyvips.GValue.blob_type
    for name, value in metadata.fields.items():
        kind = blob if isinstance(value, bytes) else pyvips.GValue.gstr_type
        image.set_type(kind, name, value)
    if len(metadata.exif):
        image.set_type(blob, "exif-data", b"Exif\0\0" + _bytes(metadata.exif))
    return image


def add_exif_to_tiff(path: Path, exif: Image.Exif) -> None:
    """Write camera data into a TIFF file, which libvips does not.

    The file's directory is written again at its end, with more tags; the pixels stay where they
    are. A BigTIFF file (over 4 GB) is left as it is.
    """
    directories = {group: _details(exif, group) for group in _DIRECTORIES}
    texts = {int(tag): str(exif[tag]) for tag in _DESCRIPTIVE if tag in exif}
    if not any(directories.values()) and not texts:
        return
    with path.open("r+b") as file:
        head = file.read(8)
        order = "<" if head.startswith(b"II") else ">"
        if struct.unpack(order + "H", head[2:4]) != (42,):
            return
        entries = _read_entries(file, order, struct.unpack(order + "I", head[4:])[0])
        for tag, text in texts.items():
            content = text.encode() + b"\0"
            entries[tag] = struct.pack(
                order + "HHII", tag, _ASCII, len(content), _append(file, content.ljust(5, b"\0"))
            )
            if len(content) <= 4:  # so short a text stands in the entry itself
                entries[tag] = entries[tag][:8] + content.ljust(4, b"\0")
        for group, details in directories.items():
            if not details:
                continue
            start = _end(file)
            directory = TiffImagePlugin.ImageFileDirectory_v2(head, group=group)
            for tag, value in details.items():
                directory[tag] = value
            _append(file, directory.tobytes(start))
            entries[group] = struct.pack(order + "HHII", group, _LONG, 1, start)
        content = struct.pack(order + "H", len(entries))
        content += b"".join(entries[tag] for tag in sorted(entries)) + bytes(4)
        start = _append(file, content)
        file.seek(4)
        file.write(struct.pack(order + "I", start))


def _read_entries(file: BinaryIO, order: str, start: int) -> dict[int, bytes]:
    file.seek(start)
    (count,) = struct.unpack(order + "H", file.read(2))
    entries = [file.read(12) for _ in range(count)]
    return {struct.unpack(order + "H", entry[:2])[0]: entry for entry in entries}


def _end(file: BinaryIO) -> int:
    end = file.seek(0, io.SEEK_END)
    return end + end % 2  # directories and values stand at even places


def _append(file: BinaryIO, content: bytes) -> int:
    start = _end(file)
    file.write(bytes(start - file.tell()) + content)
    return start


def _read_exif(image: pyvips.Image, data: bytes) -> tuple[Image.Exif, bool]:
    """Camera data that can be written too, and whether these are all."""
    exif = Image.Exif()
    try:
        if "exif-data" in image.get_fields():
            exif.load(image.get("exif-data"))
        elif image.get("vips-loader").startswith("tiffload"):
            exif = _from_tiff(data)
        if Base.Orientation in exif:
            exif[Base.Orientation] = 1
        try:
            exif.tobytes()
            return exif, True
        except _DAMAGE:
            return _sound(exif), False
    except _DAMAGE:
        return Image.Exif(), False  # which is no reason to refuse the photo


def _sound(exif: Image.Exif) -> Image.Exif:
    """Those of the camera data that can be written."""
    sound = Image.Exif()
    sound.endian = exif.endian  # which a camera's own notes rely on
    head = _bytes(sound)[:8]
    directory = TiffImagePlugin.ImageFileDirectory_v2(head)
    for tag in exif:
        with suppress(*_DAMAGE):
            if tag in _DIRECTORIES:
                directory[tag] = {
                    number: value
                    for number, value in _details(exif, tag).items()
                    if _can_be_written(number, value, tag)
                }
            elif _can_be_written(tag, exif[tag]):
                directory[tag] = exif[tag]
    sound.load(b"Exif\0\0" + head + directory.tobytes(len(head)))
    return sound


def _can_be_written(tag: int, value: Any, group: int | None = None) -> bool:
    directory = TiffImagePlugin.ImageFileDirectory_v2(_bytes(Image.Exif())[:8], group=group)
    try:
        directory[tag] = value
        directory.tobytes()
    except _DAMAGE:
        return False
    return True


def _from_tiff(data: bytes) -> Image.Exif:
    file = Image.Exif()
    file.load_from_fp(io.BytesIO(data))
    exif = Image.Exif()
    for tag in _DESCRIPTIVE:
        if tag in file:
            exif[tag] = file[tag]
    for group in _DIRECTORIES:
        details = _details(file, group)
        if details:
            exif.get_ifd(group).update(details)
            exif[group] = details
    return exif


def _details(exif: Image.Exif, group: int) -> dict[int, Any]:
    """Tags of a directory within the camera data; one within that is a place and no data."""
    return {tag: value for tag, value in exif.get_ifd(group).items() if tag != IFD.Interop}


def _bytes(exif: Image.Exif) -> bytes:
    data = exif.tobytes()
    return data.removeprefix(b"Exif\0\0")


def _resolution(exif: Image.Exif) -> tuple[float, float]:
    try:
        per_unit = (float(exif[Base.XResolution]), float(exif[Base.YResolution]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return _DOTS_PER_MM, _DOTS_PER_MM
    if not all(0 < value < 1e6 for value in per_unit):
        return _DOTS_PER_MM, _DOTS_PER_MM
    unit_mm = 10.0 if exif.get(Base.ResolutionUnit) == 3 else 25.4
    return per_unit[0] / unit_mm, per_unit[1] / unit_mm

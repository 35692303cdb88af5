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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyvips
from PIL import Image, TiffImagePlugin
from PIL.ExifTags import IFD, Base

_BLOBS = ("xmp-data", "iptc-data")
_STRINGS = ("image-description", "resolution-unit")
_COMMENT = "png-comment-"
_DOTS_PER_MM = 72 / 25.4  # where a file is silent
_SILENT = 1.0  # what libvips then says
_XMP_ORIENTATION = re.compile(rb'(tiff:Orientation(?:\s*=\s*["\']|>))[2-8]')
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
    exif = _read_exif(image, data)
    dots_per_mm = (image.xres, image.yres)
    if dots_per_mm == (_SILENT, _SILENT):
        dots_per_mm = _resolution(exif)
    return Metadata(exif, fields, dots_per_mm[::-1] if turned else dots_per_mm)


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
    details = dict(exif.get_ifd(IFD.Exif))
    tags = {tag: exif[tag] for tag in _DESCRIPTIVE if tag in exif}
    if not details and not tags:
        return
    with path.open("r+b") as file:
        head = file.read(8)
        if head[2:4] not in (b"*\0", b"\0*"):
            return
        directory = TiffImagePlugin.ImageFileDirectory_v2(head)
        file.seek(directory.next)
        directory.load(file)
        directory = _loaded(directory)
        for tag, value in tags.items():
            directory[tag] = value
        if details:
            directory[IFD.Exif] = details
        end = file.seek(0, io.SEEK_END)
        offset = end + end % 2
        file.write(b"\0" * (offset - end))
        file.write(directory.tobytes(offset))
        file.seek(4)
        file.write(struct.pack("<I" if head.startswith(b"II") else ">I", offset))


def _loaded(
    directory: TiffImagePlugin.ImageFileDirectory_v2,
) -> TiffImagePlugin.ImageFileDirectory_v2:
    """Copy of a directory whose values no longer point into the file."""
    copy = TiffImagePlugin.ImageFileDirectory_v2(prefix=directory.prefix)
    for tag, value in directory.items():
        copy.tagtype[tag] = directory.tagtype[tag]
        copy[tag] = value
    return copy


def _read_exif(image: pyvips.Image, data: bytes) -> Image.Exif:
    exif = Image.Exif()
    try:
        if "exif-data" in image.get_fields():
            exif.load(image.get("exif-data"))
        elif image.get("vips-loader").startswith("tiffload"):
            exif = _from_tiff(data)
        exif.get_ifd(IFD.Exif)
    except (SyntaxError, ValueError, KeyError, TypeError, OSError, struct.error):
        return Image.Exif()  # damaged camera data is no reason to refuse the photo
    if Base.Orientation in exif:
        exif[Base.Orientation] = 1
    return exif


def _from_tiff(data: bytes) -> Image.Exif:
    file = Image.Exif()
    file.load_from_fp(io.BytesIO(data))
    exif = Image.Exif()
    for tag in _DESCRIPTIVE:
        if tag in file:
            exif[tag] = file[tag]
    details = file.get_ifd(IFD.Exif)
    if details:
        exif.get_ifd(IFD.Exif).update(details)
        exif[IFD.Exif] = dict(details)
    return exif


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

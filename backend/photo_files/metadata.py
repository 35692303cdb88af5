# SPDX-License-Identifier: GPL-3.0-or-later
"""What a photo file says besides its pixels: camera data (EXIF), XMP, IPTC, resolution.

libvips carries most of it from file to file, and `tiff_tags` adds what it leaves out of a TIFF
file. Marks that would be wrong on the new picture, an orientation that has been applied or a gray
thumbnail, stay behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pyvips
from PIL import Image
from PIL.ExifTags import Base

from backend.photo_files.camera_data import bytes_of, read_camera_data
from backend.photo_files.captions import records_of, wrapped
from backend.photo_files.formats import PhotoFormat

_XMP, _CAPTIONS = "xmp-data", "iptc-data"
_STRINGS = ("image-description", "resolution-unit")
_COMMENT = "png-comment-"
_DOTS_PER_MM = 72 / 25.4  # where a file is silent
_SILENT = 1.0  # what libvips then says
_XMP_ORIENTATION = re.compile(rb'(tiff:Orientation(?:\s*=\s*["\']|>))[2-8]')
_NOTE = "Some of the photo's camera data (EXIF) is damaged and was left out."


@dataclass(frozen=True, eq=False)
class Metadata:
    """Metadata of a photo whose pixels have been turned upright."""

    exif: Image.Exif
    captions: bytes
    """The records of IPTC alone."""
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
    fields = {name: image.get(name) for name in (_XMP, *_STRINGS) if name in names}
    fields |= {name: image.get(name) for name in names if name.startswith(_COMMENT)}
    if _XMP in fields:
        fields[_XMP] = _XMP_ORIENTATION.sub(rb"\g<1>1", fields[_XMP])
    captions = records_of(image.get(_CAPTIONS)) if _CAPTIONS in names else b""
    exif, whole = read_camera_data(image, data)
    dots_per_mm = (image.xres, image.yres)
    if dots_per_mm == (_SILENT, _SILENT):
        dots_per_mm = _resolution(exif)
    notes = () if whole else (_NOTE,)
    return Metadata(exif, captions, fields, dots_per_mm[::-1] if turned else dots_per_mm, notes)


def attach(image: pyvips.Image, metadata: Metadata, kind: PhotoFormat) -> pyvips.Image:
    """Return `image` with metadata, to be saved by libvips as a file of a kind."""
    image = image.copy(xres=metadata.dots_per_mm[0], yres=metadata.dots_per_mm[1])
    blob = pyvips.GValue.blob_type
    for name, value in metadata.fields.items():
        gtype = blob if isinstance(value, bytes) else pyvips.GValue.gstr_type
        image.set_type(gtype, name, value)
    if metadata.captions and kind.name == "jpg":
        image.set_type(blob, _CAPTIONS, wrapped(metadata.captions))
    if len(metadata.exif):
        image.set_type(blob, "exif-data", b"Exif\0\0" + bytes_of(metadata.exif))
    return image


def _resolution(exif: Image.Exif) -> tuple[float, float]:
    try:
        per_unit = (float(exif[Base.XResolution]), float(exif[Base.YResolution]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return _DOTS_PER_MM, _DOTS_PER_MM
    if not all(0 < value < 1e6 for value in per_unit):
        return _DOTS_PER_MM, _DOTS_PER_MM
    unit_mm = 10.0 if exif.get(Base.ResolutionUnit) == 3 else 25.4
    return per_unit[0] / unit_mm, per_unit[1] / unit_mm

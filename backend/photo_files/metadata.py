# SPDX-License-Identifier: GPL-3.0-or-later
"""What a photo file says besides its pixels: camera data (EXIF), XMP, IPTC, resolution.

libvips carries most of it from file to file; `tiff_tags`, `png_texts` and `jpeg_comments` add what
it leaves out of TIFF, PNG and JPEG files, or garbles. Marks that would be wrong on the new picture,
an orientation that has been applied or a gray thumbnail, stay behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyvips
from PIL import Image
from PIL.ExifTags import Base

from backend.photo_files.camera_data import bytes_of, read_camera_data
from backend.photo_files.captions import records_of, wrapped
from backend.photo_files.formats import PhotoFormat
from backend.photo_files.jpeg_comments import comments_of
from backend.photo_files.libvips import field
from backend.photo_files.png_texts import texts_of

_XMP, _CAPTIONS = "xmp-data", "iptc-data"
_STRINGS = ("image-description", "resolution-unit")
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
    xmp: bytes
    texts: tuple[bytes, ...]
    """Chunks of a PNG file."""
    comments: tuple[bytes, ...]
    """Of a JPEG file."""
    fields: dict[str, str]
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
    fields = {name: image.get(name) for name in _STRINGS if image.get_typeof(name)}
    xmp = _XMP_ORIENTATION.sub(rb"\g<1>1", field(image, _XMP) or b"")
    loader = image.get("vips-loader")
    texts = texts_of(data) if loader.startswith("pngload") else ()
    comments = comments_of(data) if loader.startswith("jpegload") else ()
    captions = records_of(field(image, _CAPTIONS) or b"")
    exif, whole = read_camera_data(image, data)
    dots_per_mm = (image.xres, image.yres)
    if dots_per_mm == (_SILENT, _SILENT):
        dots_per_mm = _resolution(exif)
    if turned:
        dots_per_mm = dots_per_mm[::-1]
    notes = () if whole else (_NOTE,)
    return Metadata(exif, captions, xmp, texts, comments, fields, dots_per_mm, notes)


def attach(image: pyvips.Image, metadata: Metadata, kind: PhotoFormat) -> pyvips.Image:
    """Return `image` with metadata, to be saved by libvips as a file of a kind."""
    image = image.copy(xres=metadata.dots_per_mm[0], yres=metadata.dots_per_mm[1])
    blob = pyvips.GValue.blob_type
    for name, value in metadata.fields.items():
        image.set_type(pyvips.GValue.gstr_type, name, value)
    if metadata.xmp and kind.name != "png":
        image.set_type(blob, _XMP, metadata.xmp)
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

# SPDX-License-Identifier: GPL-3.0-or-later
"""Camera data (EXIF) of photos: read so that it can be written, byte for byte where it is text."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pyvips
from PIL import Image, TiffImagePlugin
from PIL.ExifTags import IFD, Base

from backend.photo_files.libvips import field
from backend.photo_files.tiff_directory import DAMAGE, first_directory

DIRECTORIES = (IFD.Exif, IFD.GPSInfo)
"""Within the camera data."""
DESCRIPTIVE = (
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
"""The tags of the first directory that describe the photo, not the layout of a TIFF file."""


class _Text(str):
    """Text that keeps its bytes: Pillow takes them for Latin-1 and would write ASCII."""

    def encode(self, encoding: str = "latin-1", errors: str = "replace") -> bytes:
        return super().encode("latin-1", "replace")


def read_camera_data(image: pyvips.Image, data: bytes) -> tuple[Image.Exif, bool]:
    """Read camera data that can be written too, and say whether these are all.

    Parameters
    ----------
    image : pyvips.Image
        As it was loaded.
    data : bytes
        The file.

    Returns
    -------
    PIL.Image.Exif
    bool
    """
    exif = Image.Exif()
    try:
        raw = field(image, "exif-data")
        if raw is not None:
            exif.load(raw)
        elif image.get("vips-loader").startswith("tiffload"):
            exif = _from_tiff(data)
        if Base.Orientation in exif:
            exif[Base.Orientation] = 1
        try:
            _keep_bytes_of_text(exif)
            exif.tobytes()
            return exif, True
        except DAMAGE:
            return _sound(exif), False
    except DAMAGE:
        return Image.Exif(), False  # which is no reason to refuse the photo


def details(exif: Image.Exif, group: int) -> dict[int, Any]:
    """Tags of a directory within the camera data; one within that is a place and no data."""
    return {tag: _kept(value) for tag, value in exif.get_ifd(group).items() if tag != IFD.Interop}


def bytes_of(exif: Image.Exif) -> bytes:
    """Give camera data as the TIFF file that they are, without the mark before it."""
    data = exif.tobytes()
    return data.removeprefix(b"Exif\0\0")


def _kept(value: Any) -> Any:
    return _Text(value) if isinstance(value, str) else value


def _keep_bytes_of_text(exif: Image.Exif) -> None:
    for tag in exif:
        exif[tag] = _kept(exif[tag])
    for group in DIRECTORIES:
        if group in exif:
            directory = exif.get_ifd(group)
            directory.update({tag: _kept(value) for tag, value in directory.items()})


def _sound(exif: Image.Exif) -> Image.Exif:
    """Those of the camera data that can be written."""
    sound = Image.Exif()
    sound.endian = exif.endian  # which a camera's own notes rely on
    head = bytes_of(sound)[:8]
    directory = TiffImagePlugin.ImageFileDirectory_v2(head)
    for tag in exif:
        with suppress(*DAMAGE):
            if tag in DIRECTORIES:
                directory[tag] = {
                    number: value
                    for number, value in details(exif, tag).items()
                    if _can_be_written(number, value, tag)
                }
            elif _can_be_written(tag, exif[tag]):
                directory[tag] = _kept(exif[tag])
    sound.load(b"Exif\0\0" + head + directory.tobytes(len(head)))
    _keep_bytes_of_text(sound)
    return sound


def _can_be_written(tag: int, value: Any, group: int | None = None) -> bool:
    directory = TiffImagePlugin.ImageFileDirectory_v2(bytes_of(Image.Exif())[:8], group=group)
    try:
        directory[tag] = value
        directory.tobytes()
    except DAMAGE:
        return False
    return True


def _from_tiff(data: bytes) -> Image.Exif:
    file = first_directory(data)
    exif = Image.Exif()
    for tag in DESCRIPTIVE:
        if tag in file:
            exif[tag] = file[tag]
    for group in DIRECTORIES:
        found = details(file, group)
        if found:
            exif.get_ifd(group).update(found)
            exif[group] = found
    return exif

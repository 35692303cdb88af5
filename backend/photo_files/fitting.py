# SPDX-License-Identifier: GPL-3.0-or-later
"""What a format holds of the words that belong to a photo, and what has to be left out."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image
from PIL.ExifTags import IFD

from backend.photo_files.camera_data import bytes_of
from backend.photo_files.formats import PhotoFormat
from backend.photo_files.metadata import Metadata


def fitted(metadata: Metadata, kind: PhotoFormat) -> tuple[Metadata, list[str]]:
    """Reduce metadata to what a format holds.

    Parameters
    ----------
    metadata : Metadata
        Of the photo.
    kind : PhotoFormat
        In which its colours are saved.

    Returns
    -------
    metadata : Metadata
    left_out : list of str
        What the format does not hold, a sentence each, without the name of the file.
    """
    left_out = []
    if metadata.captions and not kind.holds_captions:
        left_out.append(f"{kind.name} holds no captions (IPTC); the photo's were left out.")
        metadata = replace(metadata, captions=b"")
    if metadata.texts and kind.name != "png":
        left_out.append(f"{kind.name} holds no texts of PNG files; the photo's were left out.")
        metadata = replace(metadata, texts=())
    if metadata.comments and kind.name not in ("jpg", "png"):
        left_out.append(f"{kind.name} holds no comments of JPEG files; the photo's were left out.")
        metadata = replace(metadata, comments=())
    if len(metadata.xmp) > kind.longest_xmp:
        left_out.append(
            f"{kind.name} holds {kind.longest_xmp / 1000:.0f} kB of XMP at most; the photo's were "
            "left out."
        )
        metadata = replace(metadata, xmp=b"")
    if len(bytes_of(metadata.exif)) > kind.longest_camera_data:
        exif, what = _shortened(metadata.exif, kind.longest_camera_data)
        left_out.append(
            f"{kind.name} holds {kind.longest_camera_data / 1000:.0f} kB of camera data (EXIF) at "
            f"most; {what} left out."
        )
        metadata = replace(metadata, exif=exif)
    return metadata, left_out


def _shortened(exif: Image.Exif, longest: float) -> tuple[Image.Exif, str]:
    """Leave out the camera's own notes, which are long and tell the camera alone."""
    shorter = Image.Exif()
    shorter.load(exif.tobytes())
    details = shorter.get_ifd(IFD.Exif)
    details.pop(IFD.MakerNote, None)
    shorter[IFD.Exif] = details
    if len(bytes_of(shorter)) <= longest:
        return shorter, "the maker's note was"
    return Image.Exif(), "the photo's were"

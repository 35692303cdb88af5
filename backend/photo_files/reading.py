# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading image files: from any pixels to a gray plane, keeping what belongs to the photo.

The lightness comes from the pixels through the embedded ICC profile to sRGB. The pixels are
turned upright as the orientation mark says, so that the network sees the photo as people do and
the result is the same way up in every viewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyvips
import torch
from numpy.typing import NDArray

from backend.photo_files.channels import Channels, channels_of
from backend.photo_files.color_profiles import can_be_written, fits
from backend.photo_files.formats import BadPhotoFile, PhotoTooLarge, bytes_of, cause
from backend.photo_files.full_disk import is_full_disk, no_room_for_temporary_files
from backend.photo_files.libvips import field, reading_options
from backend.photo_files.metadata import Metadata, read_metadata
from backend.photo_files.tiff_directory import misread_layout
from backend.strips import strip_rows
from models.color.lab import lab_from_srgb, srgb_from_lab

_NOTICEABLE = 4.0  # mean chroma in ab units; scans of gray prints stay well below
_ONE_HUE = 0.9  # share of the mean chroma that points the same way
_BLACK = 0.03  # from black, and from white, in which a colour does not show
_COLOURABLE = 0.02  # share of the pixels between
_TURNED = (5, 6, 7, 8)  # EXIF orientations that swap rows and columns


@dataclass(frozen=True, eq=False)
class PhotoFile:
    """A photo from a file."""

    gray: NDArray[Any]
    """(H, W) uint8 or uint16, sRGB-coded, upright."""
    depth: np.dtype[Any]
    """uint8 or uint16: of the file's own numbers."""
    alpha: NDArray[Any] | None
    """(H, W) of type `depth`."""
    profile: bytes | None
    """ICC profile for the result's RGB pixels; None for sRGB without one."""
    metadata: Metadata
    notes: tuple[str, ...]
    """What the user should know, in sentences."""


def read_photo_file(path: Path, max_pixels: int) -> PhotoFile:
    """Read a photo from its file; see `read_photo`.

    Raises
    ------
    BadPhotoFile
        When the file cannot be read, or as those of `read_photo`.
    """
    return read_photo(bytes_of(path), path.name, max_pixels)


def read_photo(data: bytes, name: str, max_pixels: int) -> PhotoFile:
    """Read a photo.

    Parameters
    ----------
    data : bytes
        An image file: PNG, JPEG, TIFF or WebP.
    name : str
        What to call it in errors.
    max_pixels : int
        Largest number of pixels that is accepted.

    Returns
    -------
    PhotoFile

    Raises
    ------
    BadPhotoFile
        When it is no such file, damaged, incomplete, too large, or of a kind that has no
        lightness of 8 or 16 bits.
    backend.photo_files.full_disk.FullDisk
        When there is no room for temporary files.
    """
    if not data:
        raise BadPhotoFile(f"{name} is empty.")
    try:
        image = pyvips.Image.new_from_buffer(data, reading_options(data), fail_on="error")
    except pyvips.Error as error:
        raise BadPhotoFile(
            f"{name} is not a PNG, JPEG, TIFF or WebP picture, or it is damaged{cause(error)}. "
            "Open it in GIMP and export it as PNG or TIFF."
        ) from error
    channels = _checked(image, data, name, max_pixels)
    try:
        return _photo(image, channels, data)
    except pyvips.Error as error:
        if is_full_disk(error):  # large photos are decoded into temporary files
            raise no_room_for_temporary_files() from error
        raise BadPhotoFile(
            f"{name} is damaged or incomplete{cause(error)}. Copy it anew from where it came from, "
            "or open it in GIMP and export what can be read."
        ) from error


def _checked(image: pyvips.Image, data: bytes, name: str, max_pixels: int) -> Channels:
    if image.width * image.height > max_pixels:
        raise PhotoTooLarge(
            f"{name} has {image.width * image.height / 1e6:.1f} million pixels; the limit is "
            f"{max_pixels / 1e6:g} million. Make it smaller."
        )
    channels = channels_of(image, data)
    if channels is None:
        raise BadPhotoFile(
            f"{name} has pixels of the kind {image.interpretation!r}; convert it to grayscale or "
            "RGB first."
        )
    if image.format not in ("uchar", "ushort"):
        raise BadPhotoFile(
            f"{name} has {image.format} numbers; save it with 8 or 16 bits per channel first."
        )
    if (layout := misread_layout(data)) is not None:
        raise BadPhotoFile(f"{name} has {layout}. Open it in GIMP and export it as PNG or TIFF.")
    return channels


def _photo(image: pyvips.Image, channels: Channels, data: bytes) -> PhotoFile:
    profile = field(image, "icc-profile-data")
    metadata = read_metadata(image, data, field(image, "orientation") in _TURNED)
    notes = [*metadata.notes]
    if (field(image, "n-pages") or 1) > 1:
        notes.append("The file has several pages; only the first one was coloured.")
    upright = image.autorot()
    depth = np.dtype(np.uint8 if image.format == "uchar" else np.uint16)
    alpha = None if channels.alpha is None else _array(upright[channels.alpha])[..., 0]
    if channels.left_out:
        notes.append(
            "Channels of the file that are neither colours nor transparency were left out."
        )
    pixels = upright.extract_band(0, n=channels.colors) if channels.others else upright
    if image.interpretation == "cmyk":
        notes.append("The photo was made for printing (CMYK); the result is sRGB.")
    elif profile and not fits(profile, channels.colors):
        notes.append("The photo's colour profile does not fit its pixels and was left out.")
        profile = None
    if profile or image.interpretation == "cmyk":
        pixels = pixels.icc_transform(
            "srgb",
            embedded=profile is not None,
            input_profile="cmyk" if channels.colors == 4 else "srgb",
            intent="relative",
            depth=16,
        )
    gray, chroma, one_hue = _lightness(pixels)
    if _is_black_and_white(gray):
        notes.append(
            "The photo has next to no grays, only black and white, which can have no colour. Scan "
            "it in grayscale."
        )
    if chroma > _NOTICEABLE:
        notes.append(
            "The photo was toned; only its lightness was used."
            if one_hue
            else "The photo already had colours; only its lightness was used."
        )
    if profile and (channels.colors != 3 or not can_be_written(profile)):
        # A gray or CMYK profile cannot describe RGB pixels.
        if channels.colors == 3:
            notes.append("The photo's colour profile is good for reading only; the result is sRGB.")
        profile = pyvips.Operation.call("profile_load", "srgb")
    return PhotoFile(gray, depth, alpha, profile, metadata, tuple(notes))


def _is_black_and_white(gray: NDArray[Any]) -> bool:
    """Whether hardly any pixel could show a colour."""
    margin = int(_BLACK * np.iinfo(gray.dtype).max)
    colourable = (gray > margin) & (gray < np.iinfo(gray.dtype).max - margin)
    return bool(colourable.mean() < _COLOURABLE)


def _array(image: pyvips.Image) -> NDArray[Any]:
    kind = np.uint8 if image.format == "uchar" else np.uint16
    pixels = np.frombuffer(image.write_to_memory(), kind)
    return pixels.reshape(image.height, image.width, image.bands)


def _lightness(pixels: pyvips.Image) -> tuple[NDArray[Any], float, bool]:
    """Gray plane, mean chroma, and whether that chroma is all of one hue."""
    if pixels.bands == 1:
        return _array(pixels)[..., 0], 0.0, False
    height, width = pixels.height, pixels.width
    plane = np.empty((height, width), np.uint16)
    rows = strip_rows(width)
    chroma, mean_ab = 0.0, torch.zeros(2, dtype=torch.float64)
    for top in range(0, height, rows):
        strip = _array(pixels.crop(0, top, width, min(rows, height - top)))
        if strip.dtype == np.uint8:  # 8 bits to 16
            strip = strip.astype(np.uint16) * 257
        if np.array_equal(strip[..., 0], strip[..., 1]) and np.array_equal(
            strip[..., 1], strip[..., 2]
        ):
            plane[top : top + rows] = strip[..., 0]
            continue
        lab = lab_from_srgb(torch.from_numpy(strip.astype(np.float32) / 65535).movedim(-1, 0))
        chroma += float(lab[1:].norm(dim=0).sum(dtype=torch.float64))
        mean_ab += lab[1:].sum(dim=(1, 2), dtype=torch.float64)
        lab[1:] = 0.0
        gray = srgb_from_lab(lab)[1]
        plane[top : top + rows] = (gray * 65535).round().numpy().astype(np.uint16)
    one_hue = float(mean_ab.norm()) > _ONE_HUE * chroma
    return plane, chroma / (height * width), one_hue

# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading image files with the artist's strokes: colours and where they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyvips
from numpy.typing import NDArray

from backend.photo_files.channels import channels_of
from backend.photo_files.formats import PhotoTooLarge, cause
from backend.photo_files.full_disk import is_full_disk, no_room_for_temporary_files
from backend.photo_files.libvips import field, reading_options
from backend.photo_files.tiff_directory import misread_layout
from models.errors import BadHints


def read_hints(data: bytes, name: str, max_pixels: int) -> NDArray[Any]:
    """Read strokes.

    Parameters
    ----------
    data : bytes
        A PNG, TIFF or WebP file with transparency.
    name : str
        What to call it in errors.
    max_pixels : int
        Largest number of pixels that is accepted.

    Returns
    -------
    ndarray
        (H, W, 4) uint8 or uint16: sRGB-coded red, green, blue, and alpha; upright.

    Raises
    ------
    BadHints
        When it is no such file, or has no transparency.
    PhotoTooLarge
        When it has too many pixels.
    backend.photo_files.full_disk.FullDisk
        When there is no room for temporary files.
    """
    try:
        image = pyvips.Image.new_from_buffer(data, reading_options(data), fail_on="error")
        if image.width * image.height > max_pixels:
            raise PhotoTooLarge(
                f"{name} has more than {max_pixels / 1e6:g} million pixels; make it smaller."
            )
        channels = channels_of(image, data)
        if (layout := misread_layout(data)) is not None:
            raise BadHints(f"{name} has {layout}. Open it in GIMP and export it as PNG or TIFF.")
        if channels is None or channels.alpha is None or image.format not in ("uchar", "ushort"):
            raise BadHints(
                f"{name} has no transparency. Save the layer with the strokes alone, as a PNG "
                "with an alpha channel."
            )
        upright = image.autorot()
        colours = upright.extract_band(0, n=channels.colors)
        alpha = upright[channels.alpha]
        depth = 8 if image.format == "uchar" else 16
        if field(image, "icc-profile-data") or image.interpretation == "cmyk":
            colours = colours.icc_transform(
                "srgb",
                embedded=True,
                input_profile="cmyk" if image.interpretation == "cmyk" else "srgb",
                intent="relative",
                depth=depth,
            )
        if colours.bands == 1:
            colours = colours.bandjoin([colours, colours])
        pixels = colours.bandjoin(alpha)
        kind = np.uint8 if depth == 8 else np.uint16
        values = np.frombuffer(pixels.write_to_memory(), kind)
    except pyvips.Error as error:
        if is_full_disk(error):
            raise no_room_for_temporary_files() from error
        raise BadHints(
            f"{name} is not a PNG, TIFF or WebP picture, or it is damaged{cause(error)}."
        ) from error
    return values.reshape(pixels.height, pixels.width, 4)

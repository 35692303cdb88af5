# SPDX-License-Identifier: GPL-3.0-or-later
"""ICC profiles: which of them describe a photo's pixels, and which can describe the result's."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyvips

from backend.photo_files.formats import BadPhotoFile, cause
from backend.photo_files.full_disk import is_full_disk, no_room_for_temporary_files

_SPACE = {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}
_FILE = "profile.icc"


def fits(profile: bytes, colors: int) -> bool:
    """Whether a profile is one for pixels of so many colours: 1, 3 or 4."""
    return profile[36:40] == b"acsp" and profile[16:20] == _SPACE[colors]


def can_be_written(profile: bytes) -> bool:
    """Whether colours can be brought to an RGB profile; many of scanners lead one way only.

    Raises
    ------
    BadPhotoFile
        When there is no folder for temporary files, without which it cannot be known.
    backend.photo_files.full_disk.FullDisk
        When there is no room in it.
    """
    pixel = pyvips.Image.black(1, 1, bands=3).copy(interpretation="srgb")
    try:
        with tempfile.TemporaryDirectory(prefix="colorize-auto-") as folder:
            to_profile(pixel, profile, np.dtype(np.uint8), Path(folder)).write_to_memory()
    except pyvips.Error:
        return False
    except OSError as error:
        if is_full_disk(error):
            raise no_room_for_temporary_files() from error
        raise BadPhotoFile(f"No folder for temporary files can be used{cause(error)}.") from error
    return True


def to_profile(
    image: pyvips.Image, profile: bytes, depth: np.dtype[Any], folder: Path
) -> pyvips.Image:
    """Bring sRGB pixels to a profile.

    Parameters
    ----------
    image : pyvips.Image
        sRGB.
    profile : bytes
        For RGB.
    depth : dtype
        uint8 or uint16: of the result.
    folder : Path
        Has room for the profile, and stays until the result has been computed.

    Returns
    -------
    pyvips.Image
        With the profile embedded.
    """
    file = folder / _FILE
    file.write_bytes(profile)
    return image.icc_transform(
        str(file), input_profile="srgb", intent="relative", depth=8 * depth.itemsize
    )

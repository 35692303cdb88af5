# SPDX-License-Identifier: GPL-3.0-or-later
"""A photo file is read, coloured and written; its pixels are looked at with other libraries."""

from pathlib import Path

import numpy as np
import pyvips
import tifffile
import torch
from PIL import Image
from skimage.color import rgb2lab

from backend.photo_files.reading import PhotoFile, read_photo
from backend.photo_files.writing import write_photo
from models.recomposition import Recomposition

MAX_PIXELS = 10_000_000


def read(path: Path, max_pixels: int = MAX_PIXELS) -> PhotoFile:
    return read_photo(path.read_bytes(), path.name, max_pixels)


def color(photo: PhotoFile, path: Path, ab: tuple[float, float] = (12.0, -20.0)) -> list[str]:
    coarse = torch.tensor(ab).view(2, 1, 1).expand(2, 4, 4)
    return write_photo(path, Recomposition(photo.gray, coarse), photo)


def lightness(rgb: np.ndarray) -> np.ndarray:
    largest = np.iinfo(rgb.dtype).max if rgb.dtype != np.float64 else 1
    return rgb2lab(rgb[..., :3] / largest)[..., 0]


def pixels(path: Path) -> np.ndarray:
    """Pixels as an independent reader sees them; Pillow has no 16-bit RGB PNG."""
    if path.suffix == ".tif":
        return tifffile.imread(path)
    if path.suffix == ".png" and path.read_bytes()[24] == 16:
        return pyvips.Image.new_from_file(str(path)).numpy()
    return np.asarray(Image.open(path))

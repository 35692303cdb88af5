# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing coloured photos as image files, in strips, never losing the file that was there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyvips
from numpy.typing import NDArray

import backend.photo_files.libvips  # noqa: F401 -- tells libvips to keep no file open
from backend.photo_files.color_profiles import to_profile
from backend.photo_files.fitting import fitted
from backend.photo_files.formats import BadPhotoFile, PhotoFormat, cause, format_of
from backend.photo_files.full_disk import is_full_disk, no_room_for
from backend.photo_files.jpeg_comments import add_to_jpeg
from backend.photo_files.metadata import attach
from backend.photo_files.png_texts import add_to_png
from backend.photo_files.tiff_tags import add_to_tiff
from backend.strips import strip_rows

if TYPE_CHECKING:
    from backend.photo_files.reading import PhotoFile
    from models.confidence import ConfidenceMap
    from models.recomposition import Recomposition

_BIG_TIFF_BYTES = 3 << 30  # classic TIFF ends at 4 GiB


def write_photo(
    path: Path,
    recomposition: Recomposition,
    photo: PhotoFile,
    progress: Callable[[float], object] = lambda share: None,
) -> list[str]:
    """Write a recomposed photo with everything that belonged to the original.

    Parameters
    ----------
    path : Path
        Where to; the suffix says the format. A file that is there is replaced once the new one
        is complete.
    recomposition : Recomposition
        The colours.
    photo : PhotoFile
        The photo that was coloured.
    progress : callable
        Told of each further share of the work.

    Returns
    -------
    list of str
        Notes on what the format could not hold.

    Raises
    ------
    BadPhotoFile
        When the format cannot hold the photo, or the file cannot be written.
    backend.photo_files.full_disk.FullDisk
        When there is no room for it.
    """
    kind = format_of(path)
    notes = []
    depth = photo.depth
    if depth == np.uint16 and not kind.holds_16_bits:
        notes.append(f"{path.name}: {kind.name} holds 8 bits per channel; the photo had 16.")
        depth = np.dtype(np.uint8)
    if photo.alpha is not None and not kind.holds_alpha:
        notes.append(f"{path.name}: {kind.name} holds no transparency; it became white.")
    metadata, left_out = fitted(photo.metadata, kind)
    notes += [f"{path.name}: {sentence}" for sentence in left_out]

    def finish(image: pyvips.Image, folder: Path) -> pyvips.Image:
        if photo.profile:
            image = to_profile(image, photo.profile, depth, folder)
        if photo.alpha is not None:
            image = _join_alpha(image, photo.alpha, depth)
        return attach(image, metadata, kind)

    # A profile needs finer steps on the way, or neighbouring values would fall together.
    color_type = np.dtype(np.uint16) if photo.profile else depth
    with replacing(path) as complete:
        _save(complete, kind, recomposition, color_type, finish, progress)
        if kind.name == "tif":
            add_to_tiff(complete, metadata.exif, metadata.captions)
        elif kind.name == "png":
            add_to_png(complete, metadata.texts, metadata.comments, metadata.xmp, metadata.captions)
        elif kind.name == "jpg":
            add_to_jpeg(complete, metadata.comments)
    return notes


def write_picture(path: Path, recomposition: Recomposition, color_type: np.dtype[Any]) -> None:
    """Write the bare colours, sRGB.

    Raises
    ------
    BadPhotoFile
        When the file cannot be written.
    backend.photo_files.full_disk.FullDisk
        When there is no room for it.
    """
    with replacing(path) as complete:
        _save(
            complete,
            format_of(path),
            recomposition,
            color_type,
            lambda image, folder: image,
            lambda share: None,
        )


def write_gray(path: Path, confidence: ConfidenceMap) -> None:
    """Write a confidence map as a gray PNG, white where the network is sure.

    Raises
    ------
    BadPhotoFile
        When the file cannot be written.
    backend.photo_files.full_disk.FullDisk
        When there is no room for it.
    """
    with replacing(path) as complete:
        raw = complete.with_name("pixels.raw")
        with raw.open("wb") as file:
            for strip in confidence.strips(strip_rows(confidence.width)):
                file.write((strip * 255 + 0.5).astype(np.uint8).data)
        image = pyvips.Image.rawload(
            str(raw),
            confidence.width,
            confidence.height,
            1,
            format="uchar",
            interpretation="b-w",
        )
        image.pngsave(str(complete))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to; when all went well, what is there becomes `path`.

    Raises
    ------
    BadPhotoFile
        When the file cannot be written.
    backend.photo_files.full_disk.FullDisk
        When there is no room for it.
    """
    try:
        # Beside the result, so that the last step is a rename within one file system.
        with _folder_for_drafts(path.parent) as folder:
            complete = folder / f"complete{path.suffix}"
            yield complete
            complete.replace(path)
    except UnicodeEncodeError as error:  # of pyvips
        raise BadPhotoFile(
            f"{path} cannot be written: the name of the folder {path.parent.absolute()} is not "
            "UTF-8. Choose another output folder."
        ) from error
    except (OSError, pyvips.Error) as error:
        if is_full_disk(error):
            raise no_room_for(path) from error
        raise BadPhotoFile(f"{path} cannot be written{cause(error)}.") from error


@contextmanager
def _folder_for_drafts(place: Path) -> Iterator[Path]:
    folder = tempfile.mkdtemp(dir=place, prefix=".colorize-")
    try:
        yield Path(folder)
    finally:
        try:
            shutil.rmtree(folder, ignore_errors=True)
        except BaseException:  # a signal that comes just now
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _save(
    path: Path,
    kind: PhotoFormat,
    recomposition: Recomposition,
    color_type: np.dtype[Any],
    finish: Callable[[pyvips.Image, Path], pyvips.Image],
    progress: Callable[[float], object],
) -> None:
    height, width = recomposition.height, recomposition.width
    if max(height, width) > kind.longest_side:
        raise BadPhotoFile(
            f"{kind.name} holds at most {kind.longest_side} pixels a side and the photo has "
            f"{max(height, width)}; use png or tif."
        )
    # libvips takes its pixels from a file of raw strips: they never are in memory together.
    raw = path.with_name("pixels.raw")
    with raw.open("wb") as file:
        for strip in recomposition.srgb_strips(color_type.type, strip_rows(width)):
            file.write(np.ascontiguousarray(strip).data)
            progress(len(strip) / height)
    is_8_bits = color_type == np.uint8
    image = pyvips.Image.rawload(
        str(raw),
        width,
        height,
        3,
        format="uchar" if is_8_bits else "ushort",
        interpretation="srgb" if is_8_bits else "rgb16",
    )
    options = dict(kind.options)
    if kind.name == "tif":
        options["bigtiff"] = height * width * 4 * color_type.itemsize > _BIG_TIFF_BYTES
    getattr(finish(image, path.parent), kind.saver)(str(path), **options)


def _join_alpha(image: pyvips.Image, alpha: NDArray[Any], depth: np.dtype[Any]) -> pyvips.Image:
    if alpha.dtype != depth:
        alpha = (alpha // 257).astype(depth)
    return image.bandjoin(pyvips.Image.new_from_array(alpha))

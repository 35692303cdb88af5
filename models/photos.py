# SPDX-License-Identifier: GPL-3.0-or-later
"""Colour photos in folders or tar shards, to train on or to measure with."""

from __future__ import annotations

import hashlib
import io
import struct
import tarfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from models.errors import BadPhoto, NoPhotos

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff")
# What Pillow raises on files that are no pictures, damaged or far too large.
_UNREADABLE = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    struct.error,
    Image.DecompressionBombError,
)


@dataclass(frozen=True)
class ColorPhoto:
    """Where the bytes of one photo lie."""

    name: str
    path: Path
    offset: int
    size: int

    def open(self) -> Image.Image:
        """Decode the photo as RGB, upright.

        Raises
        ------
        BadPhoto
            If it is no picture, or damaged.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(self.offset)
                picture = Image.open(io.BytesIO(file.read(self.size)))
            picture.load()
            # A damaged mark of the camera is no mark: the pixels are good.
            with suppress(*_UNREADABLE):
                ImageOps.exif_transpose(picture, in_place=True)
            return picture.convert("RGB")
        except _UNREADABLE as error:
            where = self.path if self.path.name == self.name else f"{self.name} in {self.path}"
            reason = "it is no picture" if isinstance(error, UnidentifiedImageError) else error
            raise BadPhoto(f"{where} cannot be read: {reason}.") from error


def readable(photos: Iterable[ColorPhoto]) -> Iterator[tuple[ColorPhoto, Image.Image]]:
    """Decode photos one after the other; those that cannot be read are named and left out.

    Parameters
    ----------
    photos : iterable of ColorPhoto
        The photos.

    Yields
    ------
    photo : ColorPhoto
    picture : Image
        RGB.
    """
    for photo in photos:
        try:
            picture = photo.open()
        except BadPhoto as error:
            warnings.warn(f"{error} It is left out.", stacklevel=2)
            continue
        yield photo, picture


def digest_of_names(photos: Iterable[ColorPhoto]) -> str:
    """Digest of the names of photos in their order, by which a list of photos is known again."""
    names = "\n".join(photo.name for photo in photos)
    return hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()


def find_photos(sources: Sequence[Path], exclude: Sequence[str] = ()) -> list[ColorPhoto]:
    """List the photos of tar shards and folders.

    Parameters
    ----------
    sources : sequence of Path
        Tar files (not compressed) or folders, which are searched through.
    exclude : sequence of str
        Photos whose name (relative to the shard or folder) starts so are left out.

    Returns
    -------
    list of ColorPhoto
        In the order of the sources, sorted by name in each.

    Raises
    ------
    NoPhotos
        If a source cannot be read or no photo is found.
    """
    photos: list[ColorPhoto] = []
    for source in sources:
        if source.is_dir():
            found = [
                ColorPhoto(path.relative_to(source).as_posix(), path, 0, path.stat().st_size)
                for path in source.rglob("*")
                if path.is_file()
            ]
        else:
            try:
                with tarfile.open(source, "r:") as shard:
                    found = [
                        ColorPhoto(m.name, source, m.offset_data, m.size)
                        for m in shard
                        if m.isfile()
                    ]
            except (OSError, tarfile.TarError) as error:
                raise NoPhotos(f"{source} is no folder or tar shard: {error}") from error
        photos += sorted(found, key=lambda photo: photo.name)
    skipped = tuple(exclude)
    photos = [
        photo
        for photo in photos
        if photo.name.lower().endswith(SUFFIXES) and not photo.name.startswith(skipped)
    ]
    if not photos:
        message = f"No photos in {', '.join(map(str, sources))}."
        if shards := sorted(shard for source in sources for shard in source.rglob("*.tar")):
            message += f" Name the shards there one by one: {', '.join(map(str, shards[:3]))}"
            message += ", ..." if len(shards) > 3 else "."
        raise NoPhotos(message)
    return photos

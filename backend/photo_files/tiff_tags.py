# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding to a TIFF file what libvips does not write, or not whole: camera data and captions."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import BinaryIO

from PIL import Image, TiffImagePlugin

from backend.photo_files.camera_data import DESCRIPTIVE, DIRECTORIES, details

_ASCII, _LONG, _UNDEFINED = 2, 4, 7  # types of TIFF entries
_CAPTIONS = 33723


def add_to_tiff(path: Path, exif: Image.Exif, captions: bytes) -> None:
    """Write camera data and captions into a TIFF file.

    The file's directory is written again at its end, with more tags; the pixels stay where they
    are. A BigTIFF file (over 4 GB) is left as it is.

    Parameters
    ----------
    path : Path
        The file.
    exif : PIL.Image.Exif
        From `backend.photo_files.camera_data`.
    captions : bytes
        Records of IPTC.
    """
    directories = {group: details(exif, group) for group in DIRECTORIES}
    values = {int(tag): (_ASCII, _text(exif[tag])) for tag in DESCRIPTIVE if tag in exif}
    if captions:
        values[_CAPTIONS] = (_UNDEFINED, captions)
    if not any(directories.values()) and not values:
        return
    with path.open("r+b") as file:
        head = file.read(8)
        order = "<" if head.startswith(b"II") else ">"
        if struct.unpack(order + "H", head[2:4]) != (42,):
            return
        entries = _read_entries(file, order, struct.unpack(order + "I", head[4:])[0])
        for tag, (kind, content) in values.items():
            entries[tag] = struct.pack(order + "HHI", tag, kind, len(content))
            if len(content) <= 4:  # so short a value stands in the entry itself
                entries[tag] += content.ljust(4, b"\0")
            else:
                entries[tag] += struct.pack(order + "I", _append(file, content))
        for group, found in directories.items():
            if not found:
                continue
            start = _end(file)
            directory = TiffImagePlugin.ImageFileDirectory_v2(head, group=group)
            for tag, value in found.items():
                directory[tag] = value
            _append(file, directory.tobytes(start))
            entries[group] = struct.pack(order + "HHII", group, _LONG, 1, start)
        content = struct.pack(order + "H", len(entries))
        content += b"".join(entries[tag] for tag in sorted(entries)) + bytes(4)
        start = _append(file, content)
        file.seek(4)
        file.write(struct.pack(order + "I", start))


def _text(value: object) -> bytes:
    # As Pillow read it: every byte of the file is a character.
    return str(value).encode("latin-1", "replace") + b"\0"


def _read_entries(file: BinaryIO, order: str, start: int) -> dict[int, bytes]:
    file.seek(start)
    (count,) = struct.unpack(order + "H", file.read(2))
    entries = [file.read(12) for _ in range(count)]
    return {struct.unpack(order + "H", entry[:2])[0]: entry for entry in entries}


def _end(file: BinaryIO) -> int:
    end = file.seek(0, io.SEEK_END)
    return end + end % 2  # directories and values stand at even places


def _append(file: BinaryIO, content: bytes) -> int:
    start = _end(file)
    file.write(bytes(start - file.tell()) + content)
    return start

# SPDX-License-Identifier: GPL-3.0-or-later
"""Comments in JPEG files, which libvips neither reads nor writes.

References
----------
.. [1] ITU-T Recommendation T.81, B.1.1 and B.2.4.5.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from backend.photo_files.insertion import insert

_SCAN, _COMMENT = 0xFFDA, 0xFFFE
_APPLICATION = range(0xFFE0, 0xFFF0)
_FILL = 0xFFFF  # the first byte of a marker may be repeated
_HEAD = 2  # bytes before the first segment


def comments_of(data: bytes) -> tuple[bytes, ...]:
    """Read the comments that stand before the pixels of a JPEG file.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    tuple of bytes
        Each in the coding that it has, which the file does not tell.
    """
    return tuple(data[start + 4 : end] for kind, start, end in _segments(data) if kind == _COMMENT)


def add_to_jpeg(path: Path, comments: tuple[bytes, ...]) -> None:
    """Write comments into a JPEG file.

    Parameters
    ----------
    path : Path
        The file. It may leave another one in its folder.
    comments : tuple of bytes
        From `comments_of`.
    """
    if not comments:
        return
    place = _HEAD
    for kind, _, end in _segments(path.read_bytes()):
        if kind not in _APPLICATION:  # resolution and camera data have to come first
            break
        place = end
    added = b"".join(struct.pack(">HH", _COMMENT, len(each) + 2) + each for each in comments)
    insert(path, place, added)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Go through a file up to its pixels: marker, where it stands, where its segment ends."""
    start = _HEAD
    while start + 4 <= len(data):
        kind, size = struct.unpack_from(">HH", data, start)
        if kind == _FILL:
            start += 1
            continue
        if kind < 0xFF00 or kind == _SCAN or start + 2 + size > len(data):
            return
        yield kind, start, start + 2 + size
        start += 2 + size

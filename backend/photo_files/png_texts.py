# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts in PNG files: copied as they are, for libvips mistakes the coding of their letters.

References
----------
.. [1] Portable Network Graphics (PNG) Specification, third edition, 5.3 and 11.3.3.
.. [2] ImageMagick, ExifTool and Exiv2 keep captions (IPTC) in a text named "Raw profile type iptc":
   a line with the name, one with the number of bytes, and the bytes in hexadecimal digits, in lines
   of 72.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from backend.photo_files.captions import as_resource
from backend.photo_files.insertion import insert

_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_XMP = b"XML:com.adobe.xmp\0"  # which the rest of the program knows how to correct
_COMMENT = b"Comment\0"
_PLAIN = bytes(4)  # not compressed, of no language
_CAPTIONS = b"Raw profile type iptc\0\0"  # compressed the only way there is
_FRAME = 12  # bytes of a chunk besides its content: length, type and checksum
_HEAD = 8 + _FRAME + 13  # signature and first chunk


def texts_of(data: bytes) -> tuple[bytes, ...]:
    """Cut the chunks that hold texts out of a PNG file.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    tuple of bytes
        Whole chunks. Damaged ones are left out, and XMP.
    """
    found = []
    start = _HEAD
    while start + _FRAME <= len(data):
        size, kind = struct.unpack_from(">I4s", data, start)
        end = start + _FRAME + size
        if kind in _TEXTS and not data.startswith(_XMP, start + 8):
            chunk = data[start:end]
            if chunk == _chunk(kind, chunk[8:-4]):
                found.append(chunk)
        start = end
    return tuple(found)


def add_to_png(
    path: Path,
    texts: tuple[bytes, ...],
    comments: tuple[bytes, ...],
    xmp: bytes,
    captions: bytes,
) -> None:
    """Write texts into a PNG file.

    They come before the pixels, for some programs look no further.

    Parameters
    ----------
    path : Path
        The file. It may leave another one in its folder.
    texts : tuple of bytes
        Chunks from `texts_of`.
    comments : tuple of bytes
        Those of a JPEG file, UTF-8 or, where they are not, taken for Latin-1.
    xmp : bytes
        XMP; libvips would write it as Latin-1, where hardly any program looks for it.
    captions : bytes
        Records of IPTC, for which libvips has no place in these files.
    """
    chunks = b"".join(texts)
    for comment in comments:
        chunks += _chunk(b"iTXt", _COMMENT + _PLAIN + _utf_8(comment))
    if xmp:
        chunks += _chunk(b"iTXt", _XMP + _PLAIN + xmp.rstrip(b"\0"))
    if captions:
        chunks += _chunk(b"zTXt", _CAPTIONS + zlib.compress(_raw_profile(captions)))
    insert(path, _HEAD, chunks)


def _utf_8(comment: bytes) -> bytes:
    words = comment.rstrip(b"\0")
    try:
        words.decode()
    except UnicodeDecodeError:
        words = words.decode("latin-1").encode()
    return words.replace(b"\0", b" ")  # which ends a text here


def _raw_profile(captions: bytes) -> bytes:
    resource = as_resource(captions)
    digits = resource.hex()
    lines = [digits[start : start + 72] for start in range(0, len(digits), 72)]
    return "\n".join(["", "iptc", f"{len(resource):8}", *lines, ""]).encode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum

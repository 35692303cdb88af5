# SPDX-License-Identifier: GPL-3.0-or-later
"""Captions of archives and agencies (IPTC): the records alone, and as JPEG wraps them.

A JPEG file holds the records as one of several resources of Photoshop, so does a PNG file; a TIFF
file holds them alone.
"""

from __future__ import annotations

import struct

_PHOTOSHOP = b"Photoshop 3.0\0"
_RESOURCE = b"8BIM"
_RECORDS = 0x0404  # number of the resource that holds them
_RECORD = b"\x1c"  # how each begins


def records_of(data: bytes) -> bytes:
    """Reduce what libvips calls ``iptc-data`` to the records; empty where there are none."""
    if data.startswith(_PHOTOSHOP):
        return _from_resources(data[len(_PHOTOSHOP) :])
    if data.startswith(_RECORD):
        return data
    # Numbers of a big-endian TIFF file that libtiff has turned round, although they are none.
    turned = b"".join(data[start : start + 4][::-1] for start in range(0, len(data), 4))
    return turned if turned.startswith(_RECORD) else b""


def wrapped(records: bytes) -> bytes:
    """Wrap records for a JPEG file."""
    return _PHOTOSHOP + as_resource(records)


def as_resource(records: bytes) -> bytes:
    """Give records as one of the resources of Photoshop."""
    head = _RESOURCE + struct.pack(">HHI", _RECORDS, 0, len(records))
    return head + records + bytes(len(records) % 2)


def _from_resources(data: bytes) -> bytes:
    start = 0
    while data[start : start + 4] == _RESOURCE and start + 12 <= len(data):
        number, name_length = struct.unpack_from(">HB", data, start + 4)
        start += 6 + (name_length + 2) // 2 * 2  # length and name take an even number of bytes
        size = int.from_bytes(data[start : start + 4], "big")
        start += 4
        if number == _RECORDS:
            return data[start : start + size]
        start += size + size % 2
    return b""

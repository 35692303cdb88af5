# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos with the captions of an archive (IPTC), and Pillow to read them."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import tifffile
from photo_samples import ramp, segment
from PIL import Image, IptcImagePlugin, JpegImagePlugin

CAPTION, AUTHOR = (2, 120), (2, 80)


def records() -> bytes:
    values = {(2, 0): b"\0\4", CAPTION: "Großmutter am Hafen".encode(), AUTHOR: b"Mueller"}
    return b"".join(
        struct.pack(">BBBH", 0x1C, *number, len(value)) + value for number, value in values.items()
    )


def with_captions(path: Path, kind: str) -> Path:
    if path.suffix == ".jpg":
        resources = b""
        for number, value in ((0x03ED, bytes(16)), (0x0404, records())):
            head = struct.pack(">HHI", number, 0, len(value))
            resources += b"8BIM" + head + value + bytes(len(value) % 2)
        path.write_bytes(_jpeg_with(resources).getvalue())
        return path
    order = kind[0]
    value = records()
    if kind.endswith("long"):  # as Photoshop writes them
        value += bytes(-len(value) % 4)
        tag = (33723, "I", len(value) // 4, np.frombuffer(value, f"{order}u4").tolist(), True)
    else:
        tag = (33723, "B", len(value), value, True)
    tifffile.imwrite(path, ramp(), byteorder=order, extratags=[tag], metadata=None)
    return path


def captions_in(path: Path) -> dict[tuple[int, int], bytes]:
    image = Image.open(path)
    if path.suffix == ".png":  # Pillow looks for them in JPEG and TIFF files alone
        raw = image.info["Raw profile type iptc"]
        empty, name, size, *digits = raw.split("\n")
        resources = bytes.fromhex("".join(digits))
        assert (empty, name, int(size)) == ("", "iptc", len(resources))
        image = JpegImagePlugin.JpegImageFile(_jpeg_with(resources))
    return IptcImagePlugin.getiptcinfo(image)


def _jpeg_with(resources: bytes) -> io.BytesIO:
    buffer = io.BytesIO()
    Image.fromarray(ramp()).save(buffer, "jpeg")
    data = buffer.getvalue()
    return io.BytesIO(data[:2] + segment(0xFFED, b"Photoshop 3.0\0" + resources) + data[2:])

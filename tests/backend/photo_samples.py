# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos for the tests: a ramp with a little texture, as arrays and as files of every kind."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pyvips
import tifffile
from PIL import Image

DATA = Path(__file__).parents[1] / "data"
BOATS = DATA / "nagasaki-boats.jpg"


def ramp(height: int = 48, width: int = 64, dtype: type = np.uint8) -> np.ndarray:
    """(height, width): dark at the left, bright at the right, every row a little different."""
    rows, columns = np.mgrid[:height, :width]
    share = np.clip(columns / max(1, width - 1) * 0.9 + 0.05 * (rows % 3), 0, 1)
    if dtype == np.float32:
        return share.astype(np.float32)
    return (share * np.iinfo(dtype).max).round().astype(dtype)


def segment(marker: int, content: bytes) -> bytes:
    """Make a part of a JPEG file."""
    return struct.pack(">HH", marker, len(content) + 2) + content


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def from_npy(data: bytes) -> np.ndarray:
    return np.load(io.BytesIO(data), allow_pickle=False)


def camera_data(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Linhof"
    exif[0x8298] = "Public domain"
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[0x9003] = "1936:03:01 12:00:00"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (36.0, 30.0, 18.0)
    complete = Image.Exif()  # Pillow writes the second directory into TIFF only when it was read
    complete.load(exif.tobytes())
    return complete


def save(path: Path, pixels: np.ndarray, **options: object) -> Path:
    """Write pixels with Pillow, or with tifffile and pyvips what Pillow cannot write."""
    kind = path.suffix[1:]
    if pixels.dtype == np.uint16 and kind == "tif":
        photometric = "rgb" if pixels.ndim == 3 and pixels.shape[2] > 2 else "minisblack"
        extra = ["unassalpha"] if pixels.ndim == 3 and pixels.shape[2] in (2, 4) else None
        tifffile.imwrite(path, pixels, photometric=photometric, extrasamples=extra, **options)
    elif pixels.dtype == np.uint16 and pixels.ndim == 3:
        pyvips.Image.new_from_array(pixels, interpretation="rgb16").write_to_file(str(path))
    else:
        Image.fromarray(pixels).save(path, **options)
    return path


def gray_profile(gamma: float) -> bytes:
    """A minimal ICC profile for gray pixels with a gamma curve."""
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": curve})


def scanner_profile() -> bytes:
    """A minimal ICC profile for RGB pixels that leads from them to Lab and not back."""
    identity = struct.pack(">9i", *np.eye(3, dtype=int).ravel() * 0x10000)
    straight = bytes(range(256)) * 3
    corners = np.mgrid[:2, :2, :2].reshape(3, -1).T
    light = (corners @ (0.21, 0.72, 0.07) * 255).round().astype(int)
    grid = b"".join(bytes((value, 128, 128)) for value in light.tolist())
    table = b"mft1" + bytes(4) + bytes((3, 3, 2, 0)) + identity + straight + grid + straight
    return _profile(b"scnr", b"RGB ", b"Lab ", {b"A2B0": table})


def _profile(device: bytes, space: bytes, connection: bytes, more: dict[bytes, bytes]) -> bytes:
    """An ICC profile, version 2."""
    text = b"sample\0"
    description = b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(78)
    tags = {
        b"desc": description,
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">iii", 0xF6D6, 0x10000, 0xD32D),
        **more,
    }
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        content += bytes(-len(content) % 4)
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content
    size = start + len(body)
    head = struct.pack(
        ">I4sI4s4s4s12s4s",
        size,
        b"lcms",
        0x02400000,
        device,
        space,
        connection,
        struct.pack(">6H", 2000, 1, 1, 0, 0, 0),
        b"acsp",
    )
    head += bytes(28) + struct.pack(">iii", 0xF6D6, 0x10000, 0xD32D)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body

# SPDX-License-Identifier: GPL-3.0-or-later
"""Planes on the wire: NumPy's ``.npy`` format, version 1.0, C order, little-endian.

What comes in is checked from its header alone, before any memory is taken for the pixels.
What goes out is streamed in strips of rows.
"""

from __future__ import annotations

import io
import math
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import DTypeLike, NDArray

from backend.problems import Problem

CONTENT_TYPE = "application/x-npy"

_READ_BYTES = 1 << 20
# All that NumPy's reading of a header, with Python's own parser, is known to raise.
_UNREADABLE = (
    ValueError,
    SyntaxError,
    TypeError,
    RecursionError,
    MemoryError,
    tokenize.TokenError,
)


@dataclass(frozen=True)
class _Kind:
    """What a body may hold."""

    form: str
    shape: str
    channels: tuple[int, ...]
    types: tuple[np.dtype[Any], ...]
    names_of_types: str


_GRAY = _Kind(
    "a gray plane (.npy)",
    "(height, width)",
    (),
    (np.dtype("u1"), np.dtype("<u2"), np.dtype("<f4")),
    "uint8, little-endian uint16 or float32",
)
_STROKES = _Kind(
    "a plane of red, green, blue and alpha (.npy)",
    "(height, width, 4)",
    (4,),
    (np.dtype("u1"), np.dtype("<u2")),
    "uint8 or little-endian uint16",
)


def read_gray(stream: IO[bytes], length: int, max_pixels: int, name: str) -> NDArray[Any]:
    """Read a gray plane from a request body.

    Parameters
    ----------
    stream : binary file
        At the start of the ``.npy``.
    length : int
        Bytes of the body.
    max_pixels : int
        Largest number of pixels that is accepted.
    name : str
        What it is, at the beginning of sentences.

    Returns
    -------
    ndarray
        (H, W) uint8, uint16 or float32; the values are not looked at.

    Raises
    ------
    Problem
        ``bad-plane`` when the body is no such plane, ``too-large`` when it has too many pixels.
    """
    return _read(stream, length, max_pixels, name, _GRAY)


def read_strokes(stream: IO[bytes], length: int, max_pixels: int, name: str) -> NDArray[Any]:
    """Read the artist's strokes from a request body, as `read_gray` reads a photo.

    Returns
    -------
    ndarray
        (H, W, 4) uint8 or uint16: red, green, blue and alpha.

    Raises
    ------
    Problem
        ``bad-plane`` when the body is no such plane, ``too-large`` when it has too many pixels.
    """
    return _read(stream, length, max_pixels, name, _STROKES)


def _read(stream: IO[bytes], length: int, max_pixels: int, name: str, kind: _Kind) -> NDArray[Any]:
    def bad(reason: str) -> Problem:
        return Problem("bad-plane", f"{name} did not arrive as {kind.form}: {reason}.")

    counted = _CountingReader(stream)
    try:
        version = npy.read_magic(counted)
        if version != (1, 0):
            raise bad(f"its format version is {version[0]}.{version[1]}, not 1.0")
        shape, fortran_order, dtype = npy.read_array_header_1_0(counted)
    except _UNREADABLE as error:
        raise bad("its header cannot be read") from error
    if dtype not in kind.types:
        raise bad(f"its numbers are {dtype.str}, not {kind.names_of_types}")
    if fortran_order:
        raise bad("its rows do not follow one another (Fortran order)")
    if not all(type(side) is int and side > 0 for side in shape) or (
        len(shape) < 2 or shape[2:] != kind.channels
    ):
        raise bad(f"its shape is {shape}, not {kind.shape}")
    if shape[0] * shape[1] > max_pixels:
        raise Problem(
            "too-large",
            f"{name} has more than {max_pixels / 1e6:g} million pixels, which is the most that "
            "this backend accepts. Make it smaller.",
        )
    expected = math.prod(shape) * dtype.itemsize
    if length - counted.count != expected:
        raise bad(f"it has {length - counted.count} bytes of pixels, not {expected}")
    plane = np.empty(shape, dtype)
    if not _filled(plane, stream):
        raise bad("it ends in the middle of the pixels")
    return plane.astype(dtype.newbyteorder("="), copy=False)


def header(shape: tuple[int, ...], dtype: DTypeLike) -> bytes:
    """Bytes that stand before the pixels of an array of this shape and type."""
    buffer = io.BytesIO()
    description = {
        "descr": npy.dtype_to_descr(_little_endian(dtype)),
        "fortran_order": False,
        "shape": shape,
    }
    npy.write_array_header_1_0(buffer, description)
    return buffer.getvalue()


def stream(
    shape: tuple[int, ...], dtype: DTypeLike, strips: Iterable[NDArray[Any]]
) -> tuple[Iterator[bytes], int]:
    """Turn strips of rows into the chunks of a ``.npy``.

    Parameters
    ----------
    shape : tuple of int
        Of the whole array.
    dtype : dtype
        Of the pixels.
    strips : iterable of ndarray
        The rows from top to bottom.

    Returns
    -------
    chunks : iterator of bytes
    length : int
        Bytes of all chunks together.
    """
    start = header(shape, dtype)
    wire = _little_endian(dtype)
    length = len(start) + int(np.prod(shape, dtype=np.int64)) * wire.itemsize

    def _chunks() -> Iterator[bytes]:
        yield start
        for strip in strips:
            yield np.ascontiguousarray(strip, dtype=wire).tobytes()

    return _chunks(), length


def _filled(plane: NDArray[Any], stream: IO[bytes]) -> bool:
    """Read the numbers of a plane; tell whether all of them came."""
    rest = memoryview(plane.data).cast("B")
    while rest:
        chunk = stream.read(min(len(rest), _READ_BYTES))
        if not chunk:
            return False
        rest[: len(chunk)] = chunk
        rest = rest[len(chunk) :]
    return True


def _little_endian(dtype: DTypeLike) -> np.dtype[Any]:
    return np.dtype(dtype).newbyteorder("<")


class _CountingReader:
    """Counts what is read, because a request body cannot tell its position."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data

# SPDX-License-Identifier: GPL-3.0-or-later
"""Planes on the wire: NumPy's documented ``.npy`` format, with the standard library alone.

Only what the backend and the plug-in say to each other is understood: C order, little-endian,
uint8, uint16 and float32.

References
----------
https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Callable
from dataclasses import dataclass
from math import prod

from errors import ColorizeError
from translation import _

MAGIC = b"\x93NUMPY"
CONTENT_TYPE = "application/x-npy"
# The type codes of the format, and the bytes of one value.
DTYPES = {"uint8": ("|u1", 1), "uint16": ("<u2", 2), "float32": ("<f4", 4)}
LONGEST_HEADER = 4096


class BadNpy(ColorizeError):
    """The bytes are not a plane that this program understands."""


@dataclass(frozen=True)
class Header:
    """What stands before the values of a plane.

    Attributes
    ----------
    dtype : {"uint8", "uint16", "float32"}
    shape : tuple of int
        For instance (height, width, 3).
    """

    dtype: str
    shape: tuple[int, ...]

    @property
    def nbytes(self) -> int:
        """The number of bytes that the values take."""
        return prod(self.shape) * DTYPES[self.dtype][1]

    def pack(self) -> bytes:
        """Give the bytes that go before the values.

        Raises
        ------
        ValueError
            When the dtype is not one of `DTYPES`.
        """
        if self.dtype not in DTYPES:
            raise ValueError(f"no such dtype on the wire: {self.dtype}")
        facts = {"descr": DTYPES[self.dtype][0], "fortran_order": False, "shape": self.shape}
        text = repr(facts).encode("ascii")
        # The format wants the values to begin at a multiple of 64 bytes.
        padding = -(len(MAGIC) + 4 + len(text) + 1) % 64
        text += b" " * padding + b"\n"
        return MAGIC + b"\x01\x00" + struct.pack("<H", len(text)) + text


def read_header(read: Callable[[int], bytes]) -> Header:
    """Read the header of a plane; what `read` gives afterwards are the values.

    Parameters
    ----------
    read : callable
        ``read(n)`` gives exactly `n` bytes, or fewer where the data ends.

    Raises
    ------
    BadNpy
        When the bytes are no ``.npy``, or hold something else than a plane.
    """
    opening = read(len(MAGIC) + 2)
    if opening[: len(MAGIC)] != MAGIC or len(opening) < len(MAGIC) + 2:
        raise BadNpy(_("The colour backend sent something that is not a plane of pixels."))
    # Version 1 counts the header's length in two bytes, versions 2 and 3 in four.
    counter = "<H" if opening[len(MAGIC)] == 1 else "<I"
    counted = read(struct.calcsize(counter))
    if len(counted) < struct.calcsize(counter):
        raise _cut_short()
    (length,) = struct.unpack(counter, counted)
    if length > LONGEST_HEADER:
        raise BadNpy(_("The colour backend sent a plane with an absurd header."))
    text = read(length)
    if len(text) < length:
        raise _cut_short()
    return _parse(text)


def unpack(data: bytes) -> tuple[Header, bytes]:
    """Take a whole ``.npy`` apart into its header and the bytes of its values.

    Raises
    ------
    BadNpy
        As `read_header`, and when there are too few or too many values.
    """
    position = 0

    def read(count: int) -> bytes:
        nonlocal position
        piece = data[position : position + count]
        position += len(piece)
        return piece

    header = read_header(read)
    values = data[position:]
    if len(values) < header.nbytes:
        raise _cut_short()
    if len(values) > header.nbytes:
        raise BadNpy(_("The colour backend sent more values than it announced."))
    return header, values


def _parse(text: bytes) -> Header:
    try:
        # literal_eval reads constants only: nothing in a header is ever run.
        facts = ast.literal_eval(text.decode("latin-1").strip())
        code, fortran_order, shape = facts["descr"], facts["fortran_order"], facts["shape"]
        sizes_are_numbers = all(type(size) is int and size >= 0 for size in shape)
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError) as error:
        raise BadNpy(_("The colour backend sent a plane with a header that makes no sense.")) from (
            error
        )
    dtypes = [name for name, (known, _size) in DTYPES.items() if known == code]
    if not dtypes or fortran_order is not False or type(shape) is not tuple:
        raise BadNpy(
            _("The colour backend sent a plane of a kind that is not understood ({code}).").format(
                code=code
            )
        )
    if not sizes_are_numbers:
        raise BadNpy(_("The colour backend sent a plane with impossible sizes."))
    return Header(dtypes[0], shape)


def _cut_short() -> BadNpy:
    return BadNpy(_("The colour backend's answer was cut short."))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Planes and pictures on their way from the backend, read strip by strip."""

from __future__ import annotations

import array
import http.client
import sys
from collections.abc import Iterator
from typing import Any

import npy
from backend_access.calls import broke_off
from translation import _

ARRAY_CODES = {"uint8": "B", "uint16": "H", "float32": "f"}


class Plane:
    """One value for every pixel: labels of regions, a mask, how sure the colorizer is.

    Attributes
    ----------
    height, width : int
    dtype : {"uint8", "uint16", "float32"}
    """

    channels = 1

    def __init__(self, answer: http.client.HTTPResponse, connection: http.client.HTTPConnection):
        self._answer = answer
        self._connection = connection
        try:
            header = npy.read_header(self._read)
            if not self._suits(header):
                raise npy.BadNpy(self._misfit())
        except BaseException:
            self.close()
            raise
        self.height, self.width = header.shape[:2]
        self.dtype = header.dtype

    def strips(self, rows: int = 256) -> Iterator[tuple[int, int, bytes]]:
        """Give the values from top to bottom.

        Yields
        ------
        first_row : int
        rows : int
        values : bytes
            rows x width values, little-endian; of a picture three each, interleaved.

        Raises
        ------
        NoAnswer
            When the backend breaks off before the last row.
        """
        row_bytes = self.width * self.channels * npy.DTYPES[self.dtype][1]
        try:
            for first_row in range(0, self.height, rows):
                count = min(rows, self.height - first_row)
                values = self._read(count * row_bytes)
                if len(values) < count * row_bytes:
                    raise broke_off()
                yield first_row, count, values
        finally:
            self.close()

    def values(self) -> array.array[Any]:
        """Read everything; the value at (x, y) of a plane stands at y x width + x.

        Raises
        ------
        NoAnswer
            When the backend breaks off.
        """
        whole: array.array[Any] = array.array(ARRAY_CODES[self.dtype])
        for _first_row, _rows, strip in self.strips():
            whole.frombytes(strip)
        if sys.byteorder == "big":
            whole.byteswap()
        return whole

    def close(self) -> None:
        """Let go of the connection, read to the end or not."""
        self._answer.close()
        self._connection.close()

    def _suits(self, header: npy.Header) -> bool:
        return len(header.shape) == 2

    def _misfit(self) -> str:
        return _("The colour backend sent something else than one value for each pixel.")

    def _read(self, count: int) -> bytes:
        pieces = []
        while count > 0:
            try:
                piece = self._answer.read(count)
            except (OSError, http.client.HTTPException) as error:
                raise broke_off() from error
            if not piece:
                break
            pieces.append(piece)
            count -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class Pixels(Plane):
    """A picture in sRGB, uint8 or uint16."""

    channels = 3

    def _suits(self, header: npy.Header) -> bool:
        return header.shape[2:] == (3,) and header.dtype != "float32"

    def _misfit(self) -> str:
        return _("The colour backend sent a plane that is no picture.")

# SPDX-License-Identifier: GPL-3.0-or-later
"""The bounds that keep the backend's appetite independent of what it is fed."""

from __future__ import annotations

from dataclasses import dataclass

_HEADER_BYTES = 64 * 1024
_LARGEST_PIXEL_BYTES = 8  # strokes of 16 bits with alpha


@dataclass(frozen=True)
class Limits:
    """Bounds of one backend."""

    max_pixels: int = 400_000_000
    """Pixels of the largest photo that is accepted."""
    photo_store_bytes: int = 1 << 30
    """Memory for the photos that are kept, with their predictions."""
    queue_length: int = 3
    """Photos that may wait while another one is in the network."""

    @property
    def photo_calls(self) -> int:
        """Calls about photos that are answered at a time; other calls find threads besides."""
        return self.queue_length + 3

    @property
    def max_request_bytes(self) -> int:
        """Bytes of the largest request body: as many pixels with strokes, plus a header."""
        return self.max_pixels * _LARGEST_PIXEL_BYTES + _HEADER_BYTES

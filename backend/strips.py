# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of a photo is worked on at a time."""

_PIXELS = 1 << 18  # as quick as larger strips, and allocators give their memory back


def strip_rows(width: int) -> int:
    """Rows of a strip, so that its memory depends on no side of the photo."""
    return max(1, _PIXELS // width)

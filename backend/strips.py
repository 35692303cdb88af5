# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of a photo is worked on at a time."""

_PIXELS = 1 << 20  # some 100 MB while colours are computed


def strip_rows(width: int) -> int:
    """Rows of a strip, so that its memory depends on no side of the photo."""
    return max(1, _PIXELS // width)

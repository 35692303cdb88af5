# SPDX-License-Identifier: GPL-3.0-or-later
"""The working size: the short side, in pixels, at which a network looks at a photo.

A larger one shows it small faces, a smaller one is quicker; the card has the one of the training.
"""

from __future__ import annotations

from models.errors import BadParameter

SMALLEST = 64
LARGEST = 1024


def check_working_size(pixels: int) -> None:
    """Make sure that a network can look at photos at a size.

    Parameters
    ----------
    pixels : int
        Of the short side.

    Raises
    ------
    BadParameter
        If it is not between 64 and 1024.
    """
    if not SMALLEST <= pixels <= LARGEST:
        raise BadParameter(
            f"working_size must be between {SMALLEST} and {LARGEST} pixels, not {pixels}."
        )

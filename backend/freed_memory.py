# SPDX-License-Identifier: GPL-3.0-or-later
"""Giving freed memory back to the computer, which glibc keeps per thread otherwise."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Return what large photos left behind; does nothing where the C library does so itself."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # not in musl
        if trim is not None:
            trim(0)

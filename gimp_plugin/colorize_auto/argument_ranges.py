# SPDX-License-Identifier: GPL-3.0-or-later
"""What the numbers by which colours are made may be."""

from __future__ import annotations

RANGES: dict[str, tuple[float, float]] = {
    "working-size": (0, 1024),
    "temperature": (0.0, 2.0),
    "vividness": (0.0, 1.0),
    "saturation": (0.0, 2.0),
    "alternatives": (0, 8),
}
"""Least and greatest value of each, by the names of the procedures' arguments."""

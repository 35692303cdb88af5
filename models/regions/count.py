# SPDX-License-Identifier: GPL-3.0-or-later
"""How many automatic regions a photo may have; known without PyTorch, which takes its time."""

from __future__ import annotations

MOST_REGIONS = 40
"""Automatic regions of a photo, at most."""

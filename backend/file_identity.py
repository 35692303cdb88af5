# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two paths lead to one file."""

from __future__ import annotations

from pathlib import Path


def identity(path: Path) -> tuple[int, int] | None:
    """Give what only this file has; None where there is none or its name is impossible."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino

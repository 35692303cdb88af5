# SPDX-License-Identifier: GPL-3.0-or-later
"""A full disk: how it is recognised, and the sentences that say so."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from models.errors import ColorizeError

_NUMBERS = (errno.ENOSPC, errno.EDQUOT)  # of the disk itself, and of what this user may fill


class FullDisk(ColorizeError):
    """A disk has no room for a file; the sentence names the folder."""


def is_full_disk(error: Exception) -> bool:
    """Whether an error says that a disk is full; libvips passes on the system's words for it."""
    if isinstance(error, OSError) and error.errno in _NUMBERS:
        return True
    return os.strerror(errno.ENOSPC) in str(error)


def no_room_for(path: Path) -> FullDisk:
    """Say that a result could not be written."""
    return FullDisk(
        f"{path} cannot be written: the disk with the folder {path.parent.absolute()} is full. "
        "Make room there, or choose another output folder."
    )


def no_room_for_temporary_files() -> FullDisk:
    """Say that there is no room for what is kept on disk only while the program works."""
    # Python leaves a full folder out at its start, libvips does not.
    folder = os.environ.get("TMPDIR") or tempfile.gettempdir()
    return FullDisk(
        f"The disk for temporary files is full (folder {folder}). Make room there, or let the "
        "environment variable TMPDIR name a folder on another disk and start the program again."
    )

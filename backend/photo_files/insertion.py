# SPDX-License-Identifier: GPL-3.0-or-later
"""Words put into a finished photo file before its pixels, where every program finds them."""

from __future__ import annotations

import shutil
from pathlib import Path


def insert(path: Path, place: int, words: bytes) -> None:
    """Write a file again, beside itself, with something more in it.

    Parameters
    ----------
    path : Path
        The file. It may leave another one in its folder.
    place : int
        How many bytes of it come before what is inserted.
    words : bytes
        What is inserted; if there is none, the file stays as it is.
    """
    if not words:
        return
    bare = path.replace(path.with_name(f"bare{path.suffix}"))
    with bare.open("rb") as source, path.open("wb") as file:
        file.write(source.read(place) + words)
        shutil.copyfileobj(source, file)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What people call an image."""

from __future__ import annotations

from gi.repository import Gimp


def name_of(image: Gimp.Image) -> str:
    """Give the name of the image's file, else what GIMP calls it."""
    file = image.get_file() or image.get_imported_file()
    return str(image.get_name() if file is None else file.get_basename())

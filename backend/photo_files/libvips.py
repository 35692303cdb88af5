# SPDX-License-Identifier: GPL-3.0-or-later
"""libvips, set up for this program when this module is imported."""

from __future__ import annotations

from typing import Any

import pyvips

_LOADERS = ("Png", "Jpeg", "Tiff", "Webp", "Raw")  # Raw is for what we write ourselves

_TIFF = (b"II", b"MM")

# libvips reads much else (SVG, PDF, ...), which nobody has to be able to send us.
pyvips.operation_block_set("VipsForeignLoad", True)
for _loader in _LOADERS:
    pyvips.operation_block_set(f"VipsForeignLoad{_loader}", False)

# The last operations would hold their files of raw pixels open, which then take room on the disk
# although they are deleted, and which Windows would not delete.
pyvips.cache_set_max(0)

# pyvips lets libvips call Python for every message, and Ctrl+C or a signal that comes just then is
# lost in that call. Only warnings are worth it.
_WARNINGS = pyvips.GLogLevelFlags.LEVEL_WARNING | pyvips.GLogLevelFlags.LEVEL_CRITICAL
pyvips._remove_log_handler()
pyvips._log_handler_id = pyvips.glib_lib.g_log_set_handler(
    b"VIPS", _WARNINGS, pyvips._log_handler_cb, pyvips.ffi.NULL
)


def reading_options(data: bytes) -> str:
    """Give options for reading an image file, as libvips takes them in a text.

    A TIFF file may hold its pixels in one piece. By default libvips refuses pieces above some
    50 MB; how large a photo may be this program settles by its pixels.
    """
    return "unlimited=true" if data.startswith(_TIFF) else ""


def field(image: pyvips.Image, name: str) -> Any:
    """Give what an image carries under a name, or None."""
    # pyvips cannot list the names of all: one that comes from a text in a PNG file may be no UTF-8.
    return image.get(name) if image.get_typeof(name) else None

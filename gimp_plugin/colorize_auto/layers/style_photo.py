# SPDX-License-Identifier: GPL-3.0-or-later
"""A photo, in a file or open in GIMP, in whose style another one is to be coloured."""

from __future__ import annotations

import os
from functools import lru_cache

from gi.repository import Gegl, Gimp, Gio, GLib

import npy
from layers import photo_layer
from layers.filtered_layer import as_seen
from layers.group_record import GroupRecord
from layers.photo_layer import NoPhoto
from translation import _

# Networks look at a style as small as this, and a group of colours keeps it.
LONG_SIDE = 512


@lru_cache(maxsize=1)
def gray_plane(address: str) -> bytes:
    """Read the lightness of a picture in any format that GIMP opens, small, as ``.npy``.

    Parameters
    ----------
    address : str
        The file's URI.

    Raises
    ------
    NoPhoto
        When GIMP cannot open it, or when nothing in it is visible.
    """
    file = Gio.File.new_for_uri(address)
    try:
        image = Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, file)
    except GLib.Error:
        image = None
    if image is None:
        raise NoPhoto(
            _("The style photo {file} cannot be opened. Choose another file.").format(
                file=file.get_parse_name()
            )
        )
    try:
        width, height = image.get_width(), image.get_height()
        scale = LONG_SIDE / max(width, height)
        if scale < 1:
            image.scale(max(round(width * scale), 1), max(round(height * scale), 1))
        flat = image.flatten()
        if flat is None:
            raise NoPhoto(
                _(
                    "All layers of the style photo {file} are hidden. Show one of them and save "
                    "the file, or choose another file."
                ).format(file=file.get_parse_name())
            )
        return photo_layer.gray_plane(image, flat)
    finally:
        image.delete()


def recorded_file(record: GroupRecord) -> Gio.File | None:
    """Give the file in whose style a photo was coloured; None of a style without one, or of none.

    An image may come from anybody: what its record names is opened if it lies on this computer,
    and asked of no other one.
    """
    try:
        path, host = GLib.filename_from_uri(record.style_file)
    except GLib.Error:
        return None
    if not record.style or host or path.startswith(("//", "\\\\")) or not os.access(path, os.R_OK):
        return None
    return Gio.File.new_for_uri(record.style_file)


def gray_plane_of(drawable: Gimp.Drawable) -> bytes:
    """Read the lightness of a layer, of any open image, small, as ``.npy``."""
    width, height = drawable.get_width(), drawable.get_height()
    scale = min(LONG_SIDE / max(width, height), 1.0)
    place = Gegl.Rectangle.new(0, 0, max(round(width * scale), 1), max(round(height * scale), 1))
    header = npy.Header("uint8", (place.height, place.width))
    with as_seen(drawable) as seen:
        values: bytes = seen.get_buffer().get(place, scale, "Y' u8", Gegl.AbyssPolicy.CLAMP)
    return header.pack() + values

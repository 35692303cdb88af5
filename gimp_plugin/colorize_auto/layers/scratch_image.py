# SPDX-License-Identifier: GPL-3.0-or-later
"""An image out of sight, on which layers are made before they come to the artist's image."""

from __future__ import annotations

import os

from gi.repository import Gimp

import running_process
from layers import presence

# The parasite that names the process for which an image out of sight was made.
MARK = "colorize-auto-scratch"


class ScratchImage:
    """An image as large, as deep and in the same colour space as the artist's.

    Pixels are written here: whatever happens meanwhile, GIMP's Cancel included, the artist's image
    stays as it was. Use it as a context manager, which removes it; where Cancel has left it behind,
    the next command does (`remove_left_over`).

    Parameters
    ----------
    image : Gimp.Image
        The artist's.
    kind : Gimp.ImageBaseType
        RGB or GRAY.

    Attributes
    ----------
    image : Gimp.Image
        The scratch image itself.

    Raises
    ------
    Gone
        When the artist's image is.
    """

    def __init__(self, image: Gimp.Image, kind: Gimp.ImageBaseType = Gimp.ImageBaseType.RGB):
        presence.check(image)
        self.image = Gimp.Image.new_with_precision(
            image.get_width(), image.get_height(), kind, image.get_precision()
        )
        self.image.undo_disable()
        mark(self.image)
        # A gray profile ends with the conversion to RGB; one of the same kind stays.
        if image.get_base_type() == kind and image.get_color_profile():
            self.image.set_color_profile(image.get_color_profile())
        self._kept = False

    def __enter__(self) -> ScratchImage:
        return self

    def __exit__(self, *error: object) -> None:
        if not self._kept:
            self.image.delete()

    def keep(self) -> Gimp.Image:
        """Make an image of its own of it, which the artist will see."""
        self._kept = True
        self.image.detach_parasite(MARK)
        return self.image


def mark(image: Gimp.Image) -> None:
    """Note that an image is out of sight and needed no longer than this process."""
    image.attach_parasite(Gimp.Parasite.new(MARK, 0, str(os.getpid()).encode("ascii")))


def remove_left_over() -> None:
    """Remove the images out of sight whose process is gone: GIMP ends it when one cancels.

    To be called while this process has made none itself.
    """
    for image in Gimp.get_images():
        note = image.get_parasite(MARK)
        if note is None:
            continue
        process = int(bytes(note.get_data()))
        if process == os.getpid() or not running_process.runs(process):
            image.delete()

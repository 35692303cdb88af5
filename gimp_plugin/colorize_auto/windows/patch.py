# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces of pictures that are laid over each other: without cairo, but as fast."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf  # noqa: E402  (the version is chosen first)

import region_shape  # noqa: E402
from region_shape import Box  # noqa: E402
from windows.picture import of_values  # noqa: E402

VEIL = 76  # how opaque it is, of 255


@dataclass(frozen=True)
class Patch:
    """A piece of a picture with soft borders.

    Attributes
    ----------
    pixbuf : GdkPixbuf.Pixbuf
        RGBA.
    x, y : int
        Its place in the picture.
    """

    pixbuf: GdkPixbuf.Pixbuf
    x: int
    y: int


def cut(rgb: bytes, mask: bytes, width: int) -> Patch:
    """Cut out of a picture what a mask shows.

    Parameters
    ----------
    rgb : bytes
        (height, width, 3)
    mask : bytes
        (height, width), 255 where the picture is to be seen.
    width : int
    """
    return _patch((rgb[0::3], rgb[1::3], rgb[2::3]), mask, width)


def outline(mask: bytes, width: int, thickness: int) -> Patch:
    """Draw the line around a mask, of so many pixels, that shows on every colour."""
    light, alpha = region_shape.outline(mask, width, thickness)
    return _patch((light, light, light), alpha, width)


def _patch(planes: tuple[bytes, bytes, bytes], alpha: bytes, width: int) -> Patch:
    pixels = bytearray(4 * len(alpha))
    for channel, plane in enumerate((*planes, alpha)):
        pixels[channel::4] = plane
    whole = of_values(pixels, width, alpha=True)
    box = region_shape.bounds(alpha, width)
    if not box.width:
        box = Box(0, 0, 1, 1)
    # A copy, so that the rest of the picture is not kept.
    piece = whole.new_subpixbuf(box.left, box.top, box.width, box.height).copy()
    return Patch(piece, box.left, box.top)


def veil(labels: bytes, width: int, lit: Collection[int]) -> GdkPixbuf.Pixbuf:
    """Make a veil of light over some labels' pixels, to be stretched over the picture."""
    table = bytes(VEIL if value in lit else 0 for value in range(256))
    pixels = bytearray(b"\xff" * 4 * len(labels))
    pixels[3::4] = labels.translate(table)
    return of_values(pixels, width, alpha=True)


def composed(ground: GdkPixbuf.Pixbuf, patches: Iterable[Patch]) -> GdkPixbuf.Pixbuf:
    """Give a picture with patches over it, the last on top."""
    picture = ground.copy()
    for patch in patches:
        patch.pixbuf.composite(
            picture,
            patch.x,
            patch.y,
            patch.pixbuf.get_width(),
            patch.pixbuf.get_height(),
            patch.x,
            patch.y,
            1.0,
            1.0,
            GdkPixbuf.InterpType.NEAREST,
            255,
        )
    return picture


def stretch_over(picture: GdkPixbuf.Pixbuf, small: GdkPixbuf.Pixbuf) -> None:
    """Lay a small picture with transparency over the whole of a picture."""
    width, height = picture.get_width(), picture.get_height()
    across, down = width / small.get_width(), height / small.get_height()
    small.composite(
        picture,
        *(0, 0, width, height, 0, 0, across, down),
        GdkPixbuf.InterpType.BILINEAR,
        255,
    )


def thumbnail(picture: GdkPixbuf.Pixbuf, box: Box, width: int, height: int) -> GdkPixbuf.Pixbuf:
    """Show a part of a picture at another size."""
    part = picture.new_subpixbuf(box.left, box.top, box.width, box.height)
    return part.scale_simple(width, height, GdkPixbuf.InterpType.BILINEAR)


def plain(color: tuple[int, int, int], width: int, height: int) -> GdkPixbuf.Pixbuf:
    """Make a picture of one colour, sRGB, 0..255."""
    picture = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, width, height)
    red, green, blue = color
    picture.fill(red << 24 | green << 16 | blue << 8 | 0xFF)
    return picture

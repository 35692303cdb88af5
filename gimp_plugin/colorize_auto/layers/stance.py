# SPDX-License-Identifier: GPL-3.0-or-later
"""How a photo lay when colours were asked for, to tell whether they still fit it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gi.repository import Gegl, Gimp

from layers import photo_layer, presence
from layers.area import Area
from layers.color_layer import NotBuilt
from translation import _

_POINTS = 16  # across and down


@dataclass(frozen=True)
class Stance:
    """Where a photo lies, and which way up.

    Attributes
    ----------
    place : Area
        In its image.
    glance : tuple of bytes
        Rows of a few of its pixels, gray, spread over all of it.
    """

    place: Area
    glance: tuple[bytes, ...]

    @classmethod
    def of(cls, photo: Gimp.Layer) -> Stance:
        """Give the stance of a photo as it lies now."""
        return cls(photo_layer.area(photo), _glance(photo))

    def check(self, photo: Gimp.Layer) -> None:
        """Make sure that a photo is still there and lies as it did.

        It may have been retouched meanwhile.

        Raises
        ------
        Gone
            When it is.
        NotBuilt
            When the artist has turned, mirrored, moved or cropped it.
        """
        presence.check(photo)
        if photo_layer.area(photo) != self.place or self._turned(_glance(photo)):
            raise NotBuilt(_("The photo was changed meanwhile; nothing was added."))

    def _turned(self, now: tuple[bytes, ...]) -> bool:
        """Tell whether it looks more like what it was, turned or mirrored, than like that."""
        nearest = min(_distance(other, now) for other in _ways(self.glance))
        # A photo that is nearly its own mirror image may be retouched too.
        return 2 * nearest < _distance(self.glance, now)


def _glance(photo: Gimp.Layer) -> tuple[bytes, ...]:
    buffer = photo.get_buffer()
    columns = _spread(photo.get_width())

    def pixel(x: int, y: int) -> bytes:
        # One at a time: whole lines would fetch half of a large photo's tiles from GIMP.
        place = Gegl.Rectangle.new(x, y, 1, 1)
        value: bytes = buffer.get(place, 1.0, "Y' u8", Gegl.AbyssPolicy.NONE)
        return value

    return tuple(b"".join(pixel(x, y) for x in columns) for y in _spread(photo.get_height()))


def _spread(length: int) -> list[int]:
    """Spread `_POINTS` places over a length; counted from its other end they are the same."""
    first = [(2 * number + 1) * length // (2 * _POINTS) for number in range(_POINTS // 2)]
    return first + [length - 1 - place for place in reversed(first)]


def _ways(rows: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """Give the eight ways in which a square can lie."""
    for side in (rows, rows[::-1]):
        for _turn in range(4):
            side = tuple(bytes(column) for column in zip(*side[::-1], strict=True))
            yield side


def _distance(one: tuple[bytes, ...], other: tuple[bytes, ...]) -> int:
    values = zip(b"".join(one), b"".join(other), strict=True)
    return sum(abs(a - b) for a, b in values)

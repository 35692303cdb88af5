# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the colorizer is unsure, as a layer, a channel or the selection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType

import gi

gi.require_version("Babl", "0.1")
from gi.repository import Babl, Gegl, Gimp, GLib  # noqa: E402  (the version is chosen first)

from backend_access.client import Plane  # noqa: E402
from doubt import Ramp  # noqa: E402
from layers import placing, replacing, scratch_image, writing  # noqa: E402
from layers.area import Area  # noqa: E402
from layers.color_layer import NotBuilt  # noqa: E402
from layers.writing import STRIP_ROWS  # noqa: E402
from translation import _  # noqa: E402

# A tint that neither photos nor skin have, and that does not hide what lies beneath.
TINT = bytes((255, 0, 140))
MOST_OPACITY = 50.0
# Radius within which an even map has no specks, as a share of the photo's short side.
EVENNESS = 0.012


class DoubtMap:
    """Doubt at each pixel of a photo: a plane out of sight from which the rest is made.

    Use it as a context manager, which removes it.

    Parameters
    ----------
    confidence : Plane
        Of the part that the network saw, as large as that or smaller; float32, 0..1.
    area : Area
        Where that part lies in the artist's image.
    ramp : Ramp
    reached : callable
        Is told how much has come, 0..1.

    Raises
    ------
    NotBuilt
        When the plane is of another kind.
    """

    def __init__(self, confidence: Plane, area: Area, ramp: Ramp, reached: Callable[[float], None]):
        if confidence.dtype != "float32":
            confidence.close()
            raise NotBuilt(_("The colour backend sent something else than how sure it is."))
        self._area = area
        width, height = confidence.width, confidence.height
        self._image = Gimp.Image.new_with_precision(
            width, height, Gimp.ImageBaseType.GRAY, Gimp.Precision.FLOAT_LINEAR
        )
        self._image.undo_disable()
        scratch_image.mark(self._image)
        self._plane = Gimp.Layer.new(
            self._image,
            "",
            width,
            height,
            Gimp.ImageType.GRAY_IMAGE,
            100.0,
            Gimp.LayerMode.NORMAL,
        )
        self._image.insert_layer(self._plane, None, 0)
        try:
            strips = confidence.strips(STRIP_ROWS)
            writing.write(self._plane, "Y float", strips, reached=reached)
        except BaseException:
            self._image.delete()
            raise
        if ramp.even:
            self._apply("gegl:median-blur", radius=max(round(EVENNESS * min(width, height)), 1))
        # This makes doubt of confidence.
        self._apply(
            "gegl:levels",
            in_low=ramp.deep,
            in_high=ramp.clear,
            out_low=1.0,
            out_high=0.0,
        )
        if (width, height) != (area.width, area.height):
            self._plane.scale(area.width, area.height, False)

    def _apply(self, operation: str, **settings: float) -> None:
        step = Gimp.DrawableFilter.new(self._plane, operation, "")
        config = step.get_config()
        for name, value in settings.items():
            config.set_property(name.replace("_", "-"), value)
        step.update()
        self._plane.merge_filter(step)

    def __enter__(self) -> DoubtMap:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._image.delete()

    def layer(self, scratch: Gimp.Image, name: str) -> Gimp.Layer:
        """Make a layer that tints what is unsure.

        Parameters
        ----------
        scratch : Gimp.Image
            Never the artist's: see `ScratchImage`.
        """
        area = self._area
        layer = Gimp.Layer.new(
            scratch,
            name,
            area.width,
            area.height,
            Gimp.ImageType.RGBA_IMAGE,
            MOST_OPACITY,
            Gimp.LayerMode.NORMAL,
        )
        scratch.insert_layer(layer, None, 0)
        layer.set_offsets(area.x, area.y)
        layer.set_color_tag(Gimp.ColorTag.VIOLET)
        self._tint(layer)
        return layer

    def successor(self, scratch: Gimp.Image, before: Gimp.Layer) -> Gimp.Layer:
        """Make a layer that takes the place of an earlier one, with all that was done to that.

        Parameters
        ----------
        scratch : Gimp.Image
            Never the artist's: see `ScratchImage`.
        before : Gimp.Layer
            Of the artist's image.

        Raises
        ------
        NotBuilt
            When GIMP refuses.
        """
        layer = replacing.successor(scratch, before, self._area)
        layer.add_alpha()  # an artist can have taken it away
        layer.set_visible(True)
        self._tint(layer)
        return layer

    def _tint(self, layer: Gimp.Layer) -> None:
        area = self._area
        strips = (
            (first_row, rows, _tinted(doubt))
            for first_row, rows, doubt in self._strips(Area(0, 0, area.width, area.height))
        )
        writing.write(layer, "R'G'B'A u8", strips)

    def add_channel(self, image: Gimp.Image, photo: Gimp.Layer, name: str) -> Gimp.Channel:
        """Add a channel to the artist's image, white where the colorizer is unsure.

        Raises
        ------
        Gone
            When the image or the photo is.
        NotBuilt
            When GIMP refuses.
        """
        with placing.one_step(image, photo):
            return self._channel(image, name)

    def select(self, image: Gimp.Image, photo: Gimp.Layer) -> None:
        """Make what is unsure the image's selection, in place of what was selected.

        Raises
        ------
        Gone
            When the image or the photo is.
        NotBuilt
            When GIMP refuses.
        """
        with placing.one_step(image, photo):
            # GIMP 3.2 forgets which layers are selected when it takes back a removed channel.
            with placing.not_undone(image):
                channel = self._channel(image, "")
            image.select_item(Gimp.ChannelOps.REPLACE, channel)
            with placing.not_undone(image):
                image.remove_channel(channel)

    def _channel(self, image: Gimp.Image, name: str) -> Gimp.Channel:
        color = Gegl.Color.new("black")
        color.set_bytes(Babl.format("R'G'B' u8"), GLib.Bytes.new(TINT))
        channel = Gimp.Channel.new(
            image, name, image.get_width(), image.get_height(), MOST_OPACITY, color
        )
        if not image.insert_channel(channel, None, 0):
            raise NotBuilt(_("GIMP could not add a channel."))
        # It would lie over the picture as a veil.
        channel.set_visible(False)
        left, top = max(self._area.x, 0), max(self._area.y, 0)
        right = min(self._area.x + self._area.width, image.get_width())
        bottom = min(self._area.y + self._area.height, image.get_height())
        seen = Area(left, top, max(right - left, 0), max(bottom - top, 0))
        within = Area(left - self._area.x, top - self._area.y, seen.width, seen.height)
        buffer = channel.get_buffer()
        buffer.clear(Gegl.Rectangle.new(0, 0, channel.get_width(), channel.get_height()))
        buffer.flush()
        # GIMP takes a channel's coded values for those of a selection.
        writing.write(channel, "Y' u8", self._strips(within), seen)
        return channel

    def _strips(self, part: Area) -> Iterator[tuple[int, int, bytes]]:
        """Give the first row, the number of rows, and doubt, 0..255, of a part of the plane."""
        buffer = self._plane.get_buffer()
        for first_row in range(0, part.height, STRIP_ROWS):
            rows = min(STRIP_ROWS, part.height - first_row)
            place = Gegl.Rectangle.new(part.x, part.y + first_row, part.width, rows)
            yield first_row, rows, buffer.get(place, 1.0, "Y u8", Gegl.AbyssPolicy.NONE)


def _tinted(doubt: bytes) -> bytes:
    pixels = bytearray((TINT + b"\0") * len(doubt))
    pixels[3::4] = doubt
    return bytes(pixels)

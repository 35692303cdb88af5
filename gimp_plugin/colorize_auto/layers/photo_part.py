# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of a photo that is to be coloured: the whole of it, or what is selected.

The network sees a selected face together with what stands around it, at its full working size. So
even a face of a few pixels in a crowd gets a look of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gi.repository import Gegl, Gimp

from layers import photo_layer, selection
from layers.area import Area
from layers.photo_layer import NoPhoto
from translation import _

# What is seen around the selection on each side, as a share of its longer side.
MARGIN = 0.25
LEAST_MARGIN = 16
# A selection that takes this much of the photo is looked at with all of it.
NEARLY_ALL = 0.8
# How far a hard border is softened, as a share of the selection's shorter side, and in pixels.
SOFTNESS = 0.012
SOFTEST, HARDEST = 8.0, 1.5


@dataclass(frozen=True, eq=False)
class PhotoPart:
    """What of a photo is to be coloured.

    Attributes
    ----------
    area : Area
        What the network sees, in the layer's own pixels.
    whole : bool
        Whether that is all of the layer.
    selection : bytes or None
        One byte a pixel of `area`, 255 where it is to be coloured; None where all of it is.
    plane : bytes
        The photo's lightness within `area`, as ``.npy``.
    """

    area: Area
    whole: bool
    selection: bytes | None
    plane: bytes

    @property
    def recorded_area(self) -> tuple[int, int, int, int] | None:
        """The area as a group of colours remembers it; None where all of the photo is coloured."""
        if self.whole and self.selection is None:
            return None
        return self.area.x, self.area.y, self.area.width, self.area.height


def choose(image: Gimp.Image, photo: Gimp.Layer, selected_part_only: bool) -> PhotoPart:
    """Give the selected part where there is a selection and it is wanted, else the whole photo.

    Raises
    ------
    NoPhoto
        When nothing of the photo is selected.
    """
    if selected_part_only and not Gimp.Selection.is_empty(image):
        return selected(image, photo)
    return whole(image, photo)


def whole(image: Gimp.Image, photo: Gimp.Layer) -> PhotoPart:
    """Give all of the photo."""
    everything = Area(0, 0, photo.get_width(), photo.get_height())
    return PhotoPart(everything, True, None, photo_layer.gray_plane(image, photo))


def selected(image: Gimp.Image, photo: Gimp.Layer) -> PhotoPart:
    """Give what is selected of the photo, and what stands around it.

    Raises
    ------
    NoPhoto
        When the selection lies beside the photo.
    """
    overlaps, x, y, width, height = photo.mask_intersect()
    if not overlaps:
        raise _nothing_selected()
    box = Area(x, y, width, height)
    everything = Area(0, 0, photo.get_width(), photo.get_height())
    area = _with_margin(box, everything)
    if area.width * area.height > NEARLY_ALL * everything.width * everything.height:
        area = everything
    place = photo_layer.area(photo)
    soft = _soft_selection(image, area.moved(place.x, place.y), box)
    # GIMP has compared the boxes around the two alone.
    if not soft.strip(b"\x00"):
        raise _nothing_selected()
    return PhotoPart(
        area,
        area == everything,
        soft if soft.strip(b"\xff") else None,
        photo_layer.gray_plane(image, photo, area),
    )


def renewed(image: Gimp.Image, photo: Gimp.Layer, part: PhotoPart) -> PhotoPart | None:
    """Give the same part with what the photo shows there now; None where the photo has shrunk.

    What was selected when the part was chosen counts, and not what is selected now.
    """
    everything = Area(0, 0, photo.get_width(), photo.get_height())
    if part.whole and part.area != everything:
        return None
    right, bottom = part.area.x + part.area.width, part.area.y + part.area.height
    if right > everything.width or bottom > everything.height:
        return None
    return replace(part, plane=photo_layer.gray_plane(image, photo, part.area))


def _nothing_selected() -> NoPhoto:
    return NoPhoto(
        _(
            "Nothing of the photo is selected: the selection lies beside it. Select a part of "
            "the photo, or everything (Select > All), and try again."
        )
    )


def _with_margin(box: Area, everything: Area) -> Area:
    margin = max(LEAST_MARGIN, round(MARGIN * max(box.width, box.height)))
    left, top = max(box.x - margin, 0), max(box.y - margin, 0)
    right = min(box.x + box.width + margin, everything.width)
    bottom = min(box.y + box.height + margin, everything.height)
    return Area(left, top, right - left, bottom - top)


def _soft_selection(image: Gimp.Image, area: Area, box: Area) -> bytes:
    """Read the selection within `area` of the image; a hard border becomes a little softer."""
    values = selection.cover(image, area) or b""
    partly_selected = len(values.translate(None, b"\x00\xff"))
    # A smoothed border of a hard selection is about one pixel wide.
    if partly_selected > 4 * (box.width + box.height):
        return values
    radius = min(max(SOFTNESS * min(box.width, box.height), HARDEST), SOFTEST)
    return _feathered(values, area.width, area.height, radius)


def _feathered(values: bytes, width: int, height: int, radius: float) -> bytes:
    # On an image of its own: the artist's selection stays as it is.
    scratch = Gimp.Image.new(width, height, Gimp.ImageBaseType.GRAY)
    try:
        scratch.undo_disable()
        channel = Gimp.Channel.new(scratch, "", width, height, 50.0, Gegl.Color.new("black"))
        scratch.insert_channel(channel, None, 0)
        everything = Gegl.Rectangle.new(0, 0, width, height)
        buffer = channel.get_buffer()
        buffer.set(everything, "Y u8", values)
        buffer.flush()
        scratch.select_item(Gimp.ChannelOps.REPLACE, channel)
        Gimp.Selection.feather(scratch, radius)
        soft = scratch.get_selection().get_buffer()
        feathered: bytes = soft.get(everything, 1.0, "Y u8", Gegl.AbyssPolicy.NONE)
        return feathered
    finally:
        scratch.delete()

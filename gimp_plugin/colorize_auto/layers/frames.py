# SPDX-License-Identifier: GPL-3.0-or-later
"""The frames of an animation, which GIMP keeps as layers, the first at the bottom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gi.repository import Gimp

from backend_access.client import Pixels
from errors import ColorizeError
from layers import color_layer, marks, photo_layer, scratch_image
from translation import _

# GIMP's own Filters > Animation > Unoptimize.
UNOPTIMIZE = "plug-in-animationunoptimize"


class NoFrames(ColorizeError):
    """The image is no animation, or GIMP cannot take it apart."""


def check(image: Gimp.Image) -> None:
    """Make sure that an image is an animation.

    Raises
    ------
    NoFrames
        When it has one layer at most.
    """
    if len(_frames(image)) < 2:
        raise NoFrames(
            _(
                "This image is no animation: it has one layer only. Open one whose layers are its "
                "frames, a GIF for instance; for a single photo use Filters > Colorize (Auto)."
            )
        )


@contextmanager
def whole_frames(image: Gimp.Image) -> Iterator[tuple[Gimp.Image, list[Gimp.Layer]]]:
    """Give the frames, each as a whole picture, the first one first.

    Of an optimized animation many layers hold only what has changed since the frame before. A
    network must see whole pictures, so such an animation is unoptimized first, on a copy.

    Yields
    ------
    image : Gimp.Image
        The artist's, or the copy, which is removed in the end.
    frames : list of Gimp.Layer

    Raises
    ------
    NoFrames
        As `check`, and when GIMP cannot unoptimize the animation.
    """
    check(image)
    frames = _frames(image)
    if all(_is_whole(image, frame) for frame in frames[1:]):
        yield image, frames
        return
    whole = _unoptimized(image)
    scratch_image.mark(whole)
    try:
        yield whole, _frames(whole)
    finally:
        whole.delete()


def add_colored(film: Gimp.Image, frame: Gimp.Layer, pixels: Pixels) -> Gimp.Layer:
    """Put a copy of a frame, merged with its colours, on top of a new animation.

    An ordinary layer is what every player and exporter takes for one frame, whatever it makes of
    groups and of modes that need a layer beneath. It keeps the frame's name, which may hold its
    duration.

    Parameters
    ----------
    film : Gimp.Image
        Where it goes; RGB.
    frame : Gimp.Layer
        Of another image.
    pixels : Pixels
        As large as the frame.

    Raises
    ------
    NotBuilt
        When the pixels are of another size.
    """
    copy = Gimp.Layer.new_from_drawable(frame, film)
    film.insert_layer(copy, None, 0)
    if copy.is_group():
        copy = copy.merge()
    if copy.get_mask() is not None:
        copy.remove_mask(Gimp.MaskApplyMode.APPLY)
    opacity, mode, visible = copy.get_opacity(), copy.get_mode(), frame.get_visible()
    copy.set_lock_content(False)
    # Merging works on what is seen.
    copy.set_opacity(100.0)
    copy.set_mode(Gimp.LayerMode.NORMAL)
    copy.set_visible(True)
    color = color_layer.build(film, None, photo_layer.area(copy), "", pixels)
    film.reorder_item(color, None, 0)
    merged = film.merge_down(color, Gimp.MergeType.CLIP_TO_BOTTOM_LAYER)
    merged.set_name(frame.get_name())
    merged.set_opacity(opacity)
    merged.set_mode(mode)
    merged.set_visible(visible)
    return merged


def _frames(image: Gimp.Image) -> list[Gimp.Layer]:
    return [layer for layer in reversed(image.get_layers()) if not marks.is_ours(layer)]


def _is_whole(image: Gimp.Image, frame: Gimp.Layer) -> bool:
    area = photo_layer.area(frame)
    covers = (area.x, area.y, area.width, area.height) == (
        0,
        0,
        image.get_width(),
        image.get_height(),
    )
    # What a frame that replaces the one before lets through is meant to be transparent.
    return covers and ("(replace)" in frame.get_name() or photo_layer.opacity(frame) is None)


def _unoptimized(image: Gimp.Image) -> Gimp.Image:
    procedure = Gimp.get_pdb().lookup_procedure(UNOPTIMIZE)
    if procedure is not None:
        config = procedure.create_config()
        config.set_property("run-mode", Gimp.RunMode.NONINTERACTIVE)
        config.set_property("image", image)
        config.set_core_object_array("drawables", image.get_layers()[:1])
        values = procedure.run(config)
        if values.index(0) == Gimp.PDBStatusType.SUCCESS:
            return values.index(1)
    raise NoFrames(
        _(
            "Some frames hold only what changes. Choose Filters > Animation > Unoptimize first, "
            "and then colour the frames of the image that it makes."
        )
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""What one sees of a layer: its pixels with the filters that GIMP keeps beside them.

Since GIMP 3 a filter such as *Levels* does not change a layer's pixels until it is merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gi.repository import Gimp

from layers import scratch_image


@contextmanager
def as_seen(layer: Gimp.Layer) -> Iterator[Gimp.Layer]:
    """Give a layer whose buffer holds what one sees of `layer`, of the same size.

    It is `layer` itself where no filter acts on it, else a copy that lives as long as the context.
    """
    if not any(step.get_visible() for step in layer.get_filters()):
        yield layer
        return
    image = layer.get_image()
    kind = image.get_base_type()
    apart = Gimp.Image.new_with_precision(
        image.get_width(),
        image.get_height(),
        Gimp.ImageBaseType.RGB if kind == Gimp.ImageBaseType.INDEXED else kind,
        image.get_precision(),
    )
    try:
        apart.undo_disable()
        scratch_image.mark(apart)
        if kind != Gimp.ImageBaseType.INDEXED and image.get_color_profile():
            apart.set_color_profile(image.get_color_profile())
        copy = Gimp.Layer.new_from_drawable(layer, apart)
        apart.insert_layer(copy, None, 0)
        copy.merge_filters()
        # Shadows and the like make a layer larger.
        _ok, x, y = layer.get_offsets()
        _ok, left, top = copy.get_offsets()
        copy.resize(layer.get_width(), layer.get_height(), left - x, top - y)
        yield copy
    finally:
        apart.delete()

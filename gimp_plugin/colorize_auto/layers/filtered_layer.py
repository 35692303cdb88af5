# SPDX-License-Identifier: GPL-3.0-or-later
"""What one sees of a layer: its pixels with the filters that GIMP keeps beside them.

Since GIMP 3 a filter such as *Levels* does not change a layer's pixels until it is merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gi.repository import Gimp

from layers.scratch_image import ScratchImage


@contextmanager
def as_seen(layer: Gimp.Layer) -> Iterator[Gimp.Layer]:
    """Give a layer whose buffer holds what one sees of `layer`, of the same size.

    It is `layer` itself where no filter acts on it, else a copy that lives as long as the context.
    """
    if not any(step.get_visible() for step in layer.get_filters()):
        yield layer
        return
    image = layer.get_image()
    is_gray = image.get_base_type() == Gimp.ImageBaseType.GRAY
    kind = Gimp.ImageBaseType.GRAY if is_gray else Gimp.ImageBaseType.RGB
    with ScratchImage(image, kind) as scratch:
        copy = Gimp.Layer.new_from_drawable(layer, scratch.image)
        scratch.image.insert_layer(copy, None, 0)
        copy.merge_filters()
        # Shadows and the like make a layer larger.
        _ok, x, y = layer.get_offsets()
        _ok, left, top = copy.get_offsets()
        copy.resize(layer.get_width(), layer.get_height(), left - x, top - y)
        yield copy

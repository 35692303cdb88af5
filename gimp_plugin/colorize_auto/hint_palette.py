# SPDX-License-Identifier: GPL-3.0-or-later
"""The palette to paint colour hints with: one for all photos, filled for the one at hand.

GIMP knows no owner of a palette, so the name of ours is noted in its settings. One that the artist
has copied or renamed is the artist's own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import gi

gi.require_version("Babl", "0.1")
from gi.repository import Babl, Gegl, Gimp, GLib  # noqa: E402  (the version is chosen first)

COLUMNS = 8
# The note among GIMP's own settings.
NOTE = "colorize-auto-palette"


def offer(name: str, colors: Sequence[tuple[str, tuple[int, int, int]]]) -> str:
    """Make the palette of likely colours the artist's current one.

    Parameters
    ----------
    name : str
        What it is to be called.
    colors : sequence of (str, (int, int, int))
        Name and sRGB of each; those of the photo before go.

    Returns
    -------
    str
        What it is called; a number follows where another palette has that name.
    """
    palette = _ours()
    if palette is None:
        palette = Gimp.Palette.new(name)
    elif palette.get_name() != name:
        palette.rename(name)
    while palette.get_color_count():
        palette.delete_entry(0)
    for color_name, srgb in colors:
        color = Gegl.Color.new("black")
        color.set_bytes(Babl.format("R'G'B' u8"), GLib.Bytes.new(bytes(srgb)))
        palette.add_entry(color_name, color)
    palette.set_columns(COLUMNS)
    Gimp.context_set_palette(palette)
    called = str(palette.get_name())
    # GIMP's Python takes bytes below 128 only, hence ASCII.
    note = json.dumps(called, ensure_ascii=True).encode("ascii")
    Gimp.attach_parasite(Gimp.Parasite.new(NOTE, Gimp.PARASITE_PERSISTENT, note))
    return called


def _ours() -> Gimp.Palette | None:
    note = Gimp.get_parasite(NOTE)
    if note is None:
        return None
    try:
        name = json.loads(bytes(note.get_data()).decode("ascii"))
    except (ValueError, OverflowError):
        return None
    palette = Gimp.Palette.get_by_name(name) if isinstance(name, str) else None
    return palette if palette is not None and palette.is_editable() else None

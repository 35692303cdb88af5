# SPDX-License-Identifier: GPL-3.0-or-later
"""A region's colours to choose from: each with the photo in it, its name and its probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Pango", "1.0")
from gi.repository import GdkPixbuf, Gtk, Pango  # noqa: E402  (the versions are chosen first)

from backend_words import color_name  # noqa: E402
from layers.layer_names import percentage  # noqa: E402
from photo_regions import AUTOMATIC, Candidate  # noqa: E402
from translation import _  # noqa: E402
from windows import patch  # noqa: E402
from windows.sharp_image import SharpImage  # noqa: E402

COLUMNS = 3
WIDTH, HEIGHT = 124, 93
# What a swatch has around its picture, across.
FRAME = 14
# The width of a row.
ROW = COLUMNS * (WIDTH + FRAME)
CHIP = 14
NO_BREAK = "\u00a0"


class Swatches(Gtk.FlowBox):
    """Colours in rows; arrow keys and the mouse choose, Enter or a double click takes one.

    Parameters
    ----------
    chosen : callable
        ``chosen(index)`` of the candidate, each time that another one is chosen.
    taken : callable
        ``taken()`` when the chosen one is wanted.
    """

    def __init__(self, chosen: Callable[[int], None], taken: Callable[[], None]):
        super().__init__(
            selection_mode=Gtk.SelectionMode.SINGLE,
            activate_on_single_click=False,
            min_children_per_line=COLUMNS,
            max_children_per_line=COLUMNS,
            valign=Gtk.Align.START,
            row_spacing=2,
            column_spacing=2,
        )
        self._pictures: list[SharpImage] = []
        self._chosen = chosen
        self._silent = False
        self.connect("selected-children-changed", self._changed)
        self.connect("child-activated", lambda *_about: taken())
        self.get_accessible().set_name(_("Colours of this part"))

    def offer(self, candidates: Sequence[Candidate], chosen: int | None) -> None:
        """Show a region's colours, one of them chosen or none."""
        self._silent = True
        for child in self.get_children():
            self.remove(child)
        self._pictures = []
        for candidate in candidates:
            self.add(self._swatch(candidate))
        self.show_all()
        if chosen is not None:
            child = self.get_child_at_index(chosen)
            self.select_child(child)
            child.grab_focus()
        elif candidates:
            self.get_child_at_index(0).grab_focus()
        self._silent = False

    def show_picture(self, index: int, picture: GdkPixbuf.Pixbuf) -> None:
        """Show the photo in a candidate's colour."""
        self._pictures[index].show_picture(picture, (WIDTH, HEIGHT))

    def _swatch(self, candidate: Candidate) -> Gtk.FlowBoxChild:
        chance = percentage(candidate.probability)
        color = color_name(candidate.name)
        if candidate.index == AUTOMATIC:
            name, beneath = _("Automatic"), _("{color}, {percentage}")
        else:
            name, beneath = color[:1].upper() + color[1:], "{percentage}"
        beneath = beneath.format(color=color, percentage=chance)
        # Until the photo in this colour arrives the colour itself is shown.
        picture = SharpImage()
        picture.show_picture(patch.plain(candidate.srgb, WIDTH, HEIGHT), (WIDTH, HEIGHT))
        picture.set_halign(Gtk.Align.START)
        self._pictures.append(picture)
        square = chip(candidate.srgb)
        square.set_valign(Gtk.Align.START)
        title = Gtk.Box(spacing=5)
        title.pack_start(square, False, False, 0)
        title.pack_start(_words(name), True, True, 0)
        small = _words(beneath)
        small.get_style_context().add_class("dim-label")
        swatch = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=2, margin=3)
        for part in (picture, title, small):
            swatch.pack_start(part, False, False, 0)
        child = Gtk.FlowBoxChild()
        child.add(swatch)
        child.get_accessible().set_name(f"{name}, {beneath}")
        return child

    def _changed(self, _box: Gtk.FlowBox) -> None:
        selected = self.get_selected_children()
        if selected and not self._silent:
            self._chosen(selected[0].get_index())


def chip(color: tuple[int, int, int]) -> Gtk.Image:
    """Make a small square of a colour."""
    return Gtk.Image.new_from_pixbuf(patch.plain(color, CHIP, CHIP))


def _words(text: str) -> Gtk.Label:
    # As wide as the picture and no wider, whatever the language: a long name takes more lines, and
    # a number stays with its sign.
    return Gtk.Label(
        label=text.replace(" %", NO_BREAK + "%"),
        xalign=0.0,
        wrap=True,
        lines=3,
        ellipsize=Pango.EllipsizeMode.END,
        max_width_chars=1,
        hexpand=True,
    )

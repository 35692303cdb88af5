# SPDX-License-Identifier: GPL-3.0-or-later
"""The window in which the artist picks colours, region by region."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
gi.require_version("Pango", "1.0")
from gi.repository import Gdk, GimpUi, Gtk, Pango  # noqa: E402  (the versions are chosen first)

import region_shape  # noqa: E402
from adding_alternatives import Pick  # noqa: E402
from layers.layer_names import place_name  # noqa: E402
from photo_regions import AUTOMATIC, Candidate, PhotoRegions  # noqa: E402
from picking import Part, Picking  # noqa: E402
from region_labels import RegionLabels  # noqa: E402
from region_shape import Box  # noqa: E402
from translation import _  # noqa: E402
from windows import patch, swatches, text_label  # noqa: E402
from windows.background import Background  # noqa: E402
from windows.patch import Patch  # noqa: E402
from windows.pick_list import PickList  # noqa: E402
from windows.picture import rgb, rgb_pixbuf  # noqa: E402
from windows.region_view import RegionView  # noqa: E402
from windows.swatches import Swatches  # noqa: E402

SPACING = 12
# The room beside and beneath the photo that the rest of the window takes, in pixels.
BESIDE, BENEATH = 500, 250
# The height that is taken on the side of the colours, by all but them and by what is collected.
AROUND_COLORS, COLLECTED = 190, 200
LARGEST_VIEW = (760, 620)
SMALLEST_VIEW = (320, 240)
PREVIOUS = (Gdk.KEY_bracketleft, Gdk.KEY_Page_Up)
NEXT = (Gdk.KEY_bracketright, Gdk.KEY_Page_Down)


@dataclass(frozen=True)
class Sight:
    """What there is to see before the artist has chosen anything.

    Attributes
    ----------
    width, height : int
        Of all pictures in the window.
    ground : bytes
        (height, width, 3) sRGB, the photo in its present colours.
    automatic : bytes
        Likewise, in its automatic colours.
    """

    width: int
    height: int
    ground: bytes
    automatic: bytes


@dataclass(frozen=True)
class Look:
    """How a part looks.

    Attributes
    ----------
    mask : bytes
        (height, width), 255 inside.
    outline : Patch
    view : Box
        What its thumbnails show of the photo.
    patches : dict
        The part in each of its colours, by the candidate's index, as far as they are there.
    """

    mask: bytes
    outline: Patch
    view: Box
    patches: dict[int, Patch] = field(default_factory=dict)


def view_size(width: int, height: int) -> int:
    """Give the long side that a photo of this size gets on this screen."""
    room = _room()
    across = max(min(room.width - BESIDE, LARGEST_VIEW[0]), SMALLEST_VIEW[0])
    down = max(min(room.height - BENEATH, LARGEST_VIEW[1]), SMALLEST_VIEW[1])
    scale = min(across / width, down / height, 1.0)
    return max(1, round(scale * max(width, height)))


def _room() -> Gdk.Rectangle:
    """Give what the screen has for windows."""
    display = Gdk.Display.get_default()
    monitor = display.get_primary_monitor() or display.get_monitor(0)
    return monitor.get_workarea()


class AlternativesWindow:
    """Shows the photo's regions and their colours.

    Parameters
    ----------
    regions : PhotoRegions
    revive : callable
        ``revive()`` in the thread of the calls, before a failed one is made again.
    sight : Sight
    parts : sequence of Part
        In the order in which one walks through them; the first is chosen at the beginning.
    labels : RegionLabels or None
        For pointing at parts, by the parts' own numbers; None for a selection.
    """

    def __init__(
        self,
        regions: PhotoRegions,
        revive: Callable[[], None],
        sight: Sight,
        parts: Sequence[Part],
        labels: RegionLabels | None,
    ):
        self._regions = regions
        self._revive = revive
        self._sight = sight
        self._picking = Picking(parts)
        self._looks: dict[Part, Look] = {}
        self._walk = labels is not None
        self._size = max(sight.width, sight.height)
        self._calls = Background()
        self._ground = rgb_pixbuf(sight.ground, sight.width, sight.height)
        self._build(labels)

    def ask(self) -> list[Pick]:
        """Show the window until the artist has finished.

        Returns
        -------
        list of Pick
            In the order in which they lie over each other, the last on top; none when the artist
            cancelled.
        """
        self._show_part()
        try:
            accepted = self._dialog.run() == Gtk.ResponseType.OK
            return [_pick(*seen) for seen in self._picking.seen()] if accepted else []
        finally:
            self._calls.close()
            self._dialog.destroy()

    def _build(self, labels: RegionLabels | None) -> None:
        self._dialog = GimpUi.Dialog(
            title=_("Pick Alternatives"),
            role="colorize-alternatives",
            use_header_bar=Gtk.Settings.get_default().get_property("gtk-dialogs-use-header"),
        )
        GimpUi.window_set_transient(self._dialog)
        self._dialog.add_button(_("_Cancel"), Gtk.ResponseType.CANCEL)
        accept = _("_OK") if self._walk else _("_Add as layer")
        self._dialog.add_button(accept, Gtk.ResponseType.OK)
        self._dialog.connect("key-press-event", self._key_pressed)
        picking = self._picking
        self._view = RegionView(
            self._ground, labels, self._pointed_at, lambda number: picking.part_of(number).numbers
        )
        halves = Gtk.Box(spacing=2 * SPACING, margin=SPACING)
        halves.pack_start(self._photo_side(), True, True, 0)
        halves.pack_start(self._color_side(), False, False, 0)
        self._dialog.get_content_area().pack_start(halves, True, True, 0)
        halves.show_all()
        self._again.hide()

    def _photo_side(self) -> Gtk.Widget:
        side = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=SPACING)
        side.pack_start(self._view, False, False, 0)
        bar = Gtk.Box(spacing=6)
        self._where = Gtk.Label(xalign=0.0, ellipsize=Pango.EllipsizeMode.END)
        if self._walk:
            for label, step in ((_("_Previous part"), -1), (_("_Next part"), 1)):
                button = Gtk.Button.new_with_mnemonic(label)
                button.connect("clicked", lambda _button, step=step: self._step(step))
                bar.pack_start(button, False, False, 0)
            self._where.set_margin_start(6)
        bar.pack_start(self._where, True, True, 0)
        self._with_outline = Gtk.CheckButton.new_with_mnemonic(_("Show o_utline"))
        self._with_outline.set_active(True)
        self._with_outline.connect("toggled", lambda _button: self._show_colors())
        bar.pack_end(self._with_outline, False, False, 0)
        side.pack_start(bar, False, False, 0)
        state = Gtk.Box(spacing=6)
        self._state = text_label.dim()
        state.pack_start(self._state, True, True, 0)
        self._again = Gtk.Button.new_with_mnemonic(_("_Try again"))
        self._again.connect("clicked", lambda _button: self._try_again())
        state.pack_end(self._again, False, False, 0)
        self._spinner = Gtk.Spinner()
        state.pack_end(self._spinner, False, False, 0)
        side.pack_start(state, False, False, 0)
        return side

    def _color_side(self) -> Gtk.Widget:
        side = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        # Colours come later; until then nothing else would keep the texts from being squeezed.
        side.set_size_request(swatches.COLUMNS * (swatches.WIDTH + swatches.FRAME), -1)
        title = _("Colours of this part") if self._walk else _("Colours of the selection")
        side.pack_start(text_label.bold(title), False, False, 0)
        self._swatches = Swatches(self._choose_color, self._take)
        taken = AROUND_COLORS + (COLLECTED if self._walk else 0)
        room = Gtk.ScrolledWindow(
            hscrollbar_policy=Gtk.PolicyType.NEVER,
            propagate_natural_height=True,
            max_content_height=max(_room().height - taken, SMALLEST_VIEW[1]),
        )
        room.add(self._swatches)
        side.pack_start(room, False, False, 0)
        note = text_label.dim(
            _("The percentages are the network's own estimate; colours that are alike share some.")
        )
        note.set_max_width_chars(40)  # no wider than the colours, whatever the language
        side.pack_start(note, False, False, 0)
        self._add = Gtk.Button.new_with_mnemonic(_("_Add as layer"))
        self._add.connect("clicked", lambda _button: self._take())
        self._list = PickList(self._go_back_to, self._remove)
        if self._walk:  # a selection is one part: there is nothing to collect
            side.pack_start(self._add, False, False, 6)
            side.pack_start(text_label.bold(_("Layers to add")), False, False, 0)
            side.pack_start(self._list, True, True, 0)
        return side

    def _key_pressed(self, _dialog: Gtk.Dialog, event: Gdk.EventKey) -> bool:
        if not self._walk or event.keyval not in PREVIOUS + NEXT:
            return False
        self._step(1 if event.keyval in NEXT else -1)
        return True

    def _step(self, step: int) -> None:
        self._picking.step(step)
        self._show_part()

    def _pointed_at(self, number: int, joined: bool) -> None:
        if joined:
            self._picking.join(number)
            self._show_picked()
        else:
            self._picking.choose(self._picking.part_of(number))
        self._show_part()

    def _show_part(self) -> None:
        """Show the chosen part, and have made what of it is not there yet."""
        part = self._picking.part
        if part in self._looks:
            self._swatches.offer(part.candidates, self._picking.chosen)
            for index in self._looks[part].patches:
                self._show_thumbnail(index)
            self._show_colors()
            self._fetch_next()
            return
        self._swatches.offer([], None)
        self._show_colors()
        self._say(_("Looking for likely colours…"), busy=True)
        regions, size = self._regions, self._size
        self._calls.ask(
            "part",
            lambda: (
                regions.mask(part.region, size).values().tobytes(),
                regions.candidates(part.region),
            ),
            lambda found: self._found(part, *found),
            self._failed,
        )

    def _found(self, part: Part, mask: bytes, candidates: list[Candidate]) -> None:
        width = self._sight.width
        box = region_shape.bounds(mask, width)
        aspect = swatches.WIDTH / swatches.HEIGHT
        view = region_shape.view(box, width, self._sight.height, aspect, swatches.WIDTH)
        look = Look(mask, patch.outline(mask, width), view)
        look.patches[AUTOMATIC] = patch.cut(self._sight.automatic, mask, width)
        self._looks[part] = look
        if part.place is None:
            part.place = place_name(*region_shape.place(mask, width))
        shown, automatic = self._sight.ground, self._sight.automatic
        self._picking.know(part, candidates, region_shape.alike(shown, automatic, mask))
        self._show_picked()
        if part is self._picking.part:
            self._show_part()

    def _fetch_next(self) -> None:
        """Have the next picture made that is not there yet, the chosen one first."""
        part, chosen = self._picking.part, self._picking.chosen
        there = self._looks[part].patches
        missing = [one.index for one in part.candidates if one.index not in there]
        if not missing:
            self._say(self._advice())
            return
        index = chosen if chosen in missing else missing[0]
        self._say(_("Colouring the photo…"), busy=True)
        regions, size = self._regions, self._size
        self._calls.ask(
            "picture",
            lambda: rgb(regions.alternative(part.region, index, size)),
            lambda picture: self._received(part, index, picture),
            self._failed,
        )

    def _received(self, part: Part, index: int, picture: bytes) -> None:
        look = self._looks[part]
        look.patches[index] = patch.cut(picture, look.mask, self._sight.width)
        if part is self._picking.part:
            self._show_thumbnail(index)
            if index == self._picking.chosen:
                self._show_colors()
            self._fetch_next()

    def _failed(self, error: Exception) -> None:
        self._say(str(error))
        self._again.show()

    def _try_again(self) -> None:
        self._say(_("Trying again…"), busy=True)
        self._calls.ask("part", self._revive, lambda _nothing: self._show_part(), self._failed)

    def _choose_color(self, index: int) -> None:
        self._picking.chosen = index
        self._show_colors()

    def _take(self) -> None:
        """Collect the chosen colour; of a selection, that is all that is wanted."""
        if not self._walk and self._picking.seen():
            self._dialog.response(Gtk.ResponseType.OK)
        elif self._picking.collect():
            self._show_picked()
            self._show_colors()
            self._say(self._advice())

    def _go_back_to(self, number: int) -> None:
        self._picking.choose(self._picking.picked[number][0])
        self._show_part()

    def _remove(self, number: int) -> None:
        self._picking.remove(self._picking.picked[number][0])
        self._show_picked()
        self._show_part()

    def _show_picked(self) -> None:
        self._list.show_picks([_pick(*picked) for picked in self._picking.picked])

    def _show_colors(self) -> None:
        """Show the photo with all that was chosen."""
        part, change, seen = self._picking.part, self._picking.change(), self._picking.seen()
        outlined = self._with_outline.get_active() and part in self._looks
        outline = self._looks[part].outline if outlined else None
        self._view.show_patches(self._patches(seen), outline)
        self._add.set_sensitive(change is not None and change != part.pick)
        self._dialog.set_response_sensitive(Gtk.ResponseType.OK, bool(seen))
        self._where.set_text(self._position())

    def _show_thumbnail(self, index: int) -> None:
        """Show the photo around the part, in one of its colours, in the swatch."""
        part = self._picking.part
        look = self._looks[part]
        others = self._patches([seen for seen in self._picking.picked if seen[0] is not part])
        picture = patch.composed(self._ground, [*others, look.patches[index]])
        size = swatches.WIDTH, swatches.HEIGHT
        self._swatches.show_picture(index, patch.thumbnail(picture, look.view, *size))

    def _patches(self, seen: Sequence[tuple[Part, Candidate]]) -> list[Patch]:
        there = [(self._looks[part].patches, candidate.index) for part, candidate in seen]
        return [patches[index] for patches, index in there if index in patches]

    def _position(self) -> str:
        if not self._walk:
            return ""
        number, count = self._picking.position + 1, len(self._picking.parts)
        place = self._picking.part.place
        if not place:
            return _("Part {number} of {count}").format(number=number, count=count)
        return _("Part {number} of {count}: {place}").format(
            number=number, count=count, place=place.lower()
        )

    def _advice(self) -> str:
        if self._picking.picked:
            return _("Choose another part, or press OK to add the layers.")
        if not self._walk:
            return _("Choose a colour with the arrow keys or the mouse; Enter adds it.")
        return _(
            "Click a part of the photo (Shift+click joins parts), or walk through the parts with "
            "[ and ]. Then choose a colour with the arrow keys or the mouse."
        )

    def _say(self, text: str, busy: bool = False) -> None:
        self._state.set_text(text)
        self._again.hide()
        if busy:
            self._spinner.start()
        else:
            self._spinner.stop()


def _pick(part: Part, candidate: Candidate) -> Pick:
    return Pick(part.region, part.place or "", candidate)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The window in which the artist picks colours, region by region."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GimpUi, Gtk  # noqa: E402  (the versions are chosen first)

import region_shape  # noqa: E402
from adding_alternatives import Pick  # noqa: E402
from layers.layer_names import place_name  # noqa: E402
from photo_regions import (  # noqa: E402
    AUTOMATIC,
    Candidate,
    FoundRegion,
    PhotoRegions,
    Region,
)
from region_shape import Box  # noqa: E402
from translation import _  # noqa: E402
from windows import patch, swatches, text_label  # noqa: E402
from windows.background import Background  # noqa: E402
from windows.patch import Patch  # noqa: E402
from windows.pick_list import PickList  # noqa: E402
from windows.picture import rgb, rgb_pixbuf  # noqa: E402
from windows.region_view import Labels, RegionView  # noqa: E402
from windows.swatches import Swatches  # noqa: E402

SPACING = 12
# The room beside and beneath the photo that the rest of the window takes, in pixels.
BESIDE, BENEATH = 470, 250
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


@dataclass(eq=False)
class Part:
    """A region with what is known of it so far.

    Attributes
    ----------
    region : Region
    place : str or None
        Where it lies, for people; None until the mask is there.
    candidates : list of Candidate
    patches : dict
        The photo in each candidate's colour, within the region, by the candidate's index.
    outline : Patch or None
    mask : bytes
        (height, width), 255 inside; b"" until it is there.
    view : Box or None
        What its thumbnails show.
    pick : Candidate or None
        What the artist has collected.
    """

    region: Region
    place: str | None = None
    candidates: list[Candidate] = field(default_factory=list)
    patches: dict[int, Patch] = field(default_factory=dict)
    outline: Patch | None = None
    mask: bytes = b""
    view: Box | None = None
    pick: Candidate | None = None

    def as_pick(self, candidate: Candidate) -> Pick:
        """Give a candidate of this region as a pick."""
        return Pick(self.region, self.place or "", candidate)


def view_size(width: int, height: int) -> int:
    """Give the long side that a photo of this size gets on this screen."""
    display = Gdk.Display.get_default()
    monitor = display.get_primary_monitor() or display.get_monitor(0)
    room = monitor.get_workarea()
    across = max(min(room.width - BESIDE, LARGEST_VIEW[0]), SMALLEST_VIEW[0])
    down = max(min(room.height - BENEATH, LARGEST_VIEW[1]), SMALLEST_VIEW[1])
    scale = min(across / width, down / height, 1.0)
    return max(1, round(scale * max(width, height)))


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
    labels : Labels or None
        For pointing at parts, by the parts' own numbers; None for a selection.
    """

    def __init__(
        self,
        regions: PhotoRegions,
        revive: Callable[[], None],
        sight: Sight,
        parts: Sequence[Part],
        labels: Labels | None,
    ):
        self._regions = regions
        self._revive = revive
        self._sight = sight
        self._parts = parts
        self._walk = labels is not None
        self._size = max(sight.width, sight.height)
        # Where nothing but the automatic colours is seen, adding them once more is no change.
        self._only_automatic = sight.ground == sight.automatic
        self._current = 0
        self._chosen: int | None = None
        self._picked: list[Part] = []
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
        self._choose_part(0)
        try:
            accepted = self._dialog.run() == Gtk.ResponseType.OK
            picks = self._seen() if accepted else []
            return [part.as_pick(candidate) for part, candidate in picks]
        finally:
            self._calls.close()
            self._dialog.destroy()

    def _build(self, labels: Labels | None) -> None:
        self._dialog = GimpUi.Dialog(
            title=_("Pick Alternatives"),
            role="colorize-alternatives",
            use_header_bar=Gtk.Settings.get_default().get_property("gtk-dialogs-use-header"),
        )
        GimpUi.window_set_transient(self._dialog)
        self._dialog.add_button(_("_Cancel"), Gtk.ResponseType.CANCEL)
        self._dialog.add_button(_("_OK"), Gtk.ResponseType.OK)
        self._dialog.connect("key-press-event", self._key_pressed)
        self._view = RegionView(self._ground, labels, self._pointed_at)
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
        self._where = Gtk.Label(xalign=0.0)
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
        title = _("Colours of this part") if self._walk else _("Colours of the selection")
        side.pack_start(text_label.bold(title), False, False, 0)
        self._swatches = Swatches(self._choose_color, self._collect)
        side.pack_start(self._swatches, False, False, 0)
        note = text_label.dim(_("The percentages are the network's own estimate."))
        side.pack_start(note, False, False, 0)
        self._add = Gtk.Button.new_with_mnemonic(_("_Add as layer"))
        self._add.connect("clicked", lambda _button: self._collect())
        side.pack_start(self._add, False, False, 6)
        side.pack_start(text_label.bold(_("Layers to add")), False, False, 0)
        self._list = PickList(self._go_back_to, self._remove)
        side.pack_start(self._list, True, True, 0)
        return side

    @property
    def _part(self) -> Part:
        return self._parts[self._current]

    def _key_pressed(self, _dialog: Gtk.Dialog, event: Gdk.EventKey) -> bool:
        if not self._walk or event.keyval not in PREVIOUS + NEXT:
            return False
        self._step(1 if event.keyval in NEXT else -1)
        return True

    def _step(self, step: int) -> None:
        self._choose_part((self._current + step) % len(self._parts))

    def _pointed_at(self, number: int) -> None:
        for position, part in enumerate(self._parts):
            if part.region == FoundRegion(number):
                self._choose_part(position)

    def _go_back_to(self, number: int) -> None:
        self._choose_part(self._parts.index(self._picked[number]))

    def _choose_part(self, position: int) -> None:
        self._current = position
        part = self._part
        self._chosen = part.pick.index if part.pick else (0 if self._only_automatic else None)
        if part.mask:
            self._show_part()
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
        part.mask, part.candidates = mask, candidates
        part.outline = patch.outline(mask, width)
        part.view = region_shape.view(
            region_shape.bounds(mask, width),
            width,
            self._sight.height,
            swatches.WIDTH / swatches.HEIGHT,
            swatches.WIDTH,
        )
        part.patches[AUTOMATIC] = patch.cut(self._sight.automatic, mask, width)
        if part.place is None:
            part.place = place_name(*region_shape.place(mask, width))
        if part is self._part:
            self._show_part()

    def _show_part(self) -> None:
        self._swatches.offer(self._part.candidates, self._chosen)
        for index in self._part.patches:
            self._show_thumbnail(index)
        self._show_colors()
        self._fetch_next()

    def _fetch_next(self) -> None:
        """Have the next picture made that is not there yet, the chosen one first."""
        part = self._part
        missing = [c.index for c in part.candidates if c.index not in part.patches]
        if not missing:
            self._say(self._advice())
            return
        index = self._chosen if self._chosen in missing else missing[0]
        self._say(_("Colouring the photo…"), busy=True)
        regions, size = self._regions, self._size
        self._calls.ask(
            "picture",
            lambda: rgb(regions.alternative(part.region, index, size)),
            lambda picture: self._received(part, index, picture),
            self._failed,
        )

    def _received(self, part: Part, index: int, picture: bytes) -> None:
        part.patches[index] = patch.cut(picture, part.mask, self._sight.width)
        if part is self._part:
            self._show_thumbnail(index)
            if index == self._chosen:
                self._show_colors()
            self._fetch_next()

    def _failed(self, error: Exception) -> None:
        self._say(str(error))
        self._again.show()

    def _try_again(self) -> None:
        self._say(_("Trying again…"), busy=True)
        self._calls.ask(
            "part",
            self._revive,
            lambda _nothing: self._choose_part(self._current),
            self._failed,
        )

    def _choose_color(self, index: int) -> None:
        self._chosen = index
        self._show_colors()

    def _collect(self) -> None:
        """Keep the chosen colour of this region, in place of one that was kept before."""
        candidate = self._change()
        if candidate is None:
            return
        part = self._part
        if part in self._picked:
            self._picked.remove(part)
        part.pick = candidate
        self._picked.append(part)
        self._list.show_picks(self._collected())
        self._show_colors()
        self._say(self._advice())

    def _remove(self, number: int) -> None:
        self._picked.pop(number).pick = None
        self._list.show_picks(self._collected())
        self._show_colors()

    def _change(self) -> Candidate | None:
        """Give the chosen colour, where it would change anything."""
        part = self._part
        if self._chosen is None or not part.candidates:
            return None
        if self._chosen == AUTOMATIC and self._only_automatic:
            return None
        return part.candidates[self._chosen]

    def _collected(self) -> list[Pick]:
        return [part.as_pick(part.pick) for part in self._picked if part.pick]

    def _seen(self) -> list[tuple[Part, Candidate]]:
        """Give what the photo shows now, and what OK adds: nobody is to get what was not seen."""
        seen = [
            (part, part.pick)
            for part in self._picked
            if part.pick is not None and part is not self._part
        ]
        change = self._change()
        return [*seen, (self._part, change)] if change else seen

    def _show_colors(self) -> None:
        part, change, seen = self._part, self._change(), self._seen()
        shown = [
            one.patches[candidate.index]
            for one, candidate in seen
            if candidate.index in one.patches
        ]
        outline = part.outline if self._with_outline.get_active() else None
        self._view.show_patches(shown, outline)
        self._add.set_sensitive(change is not None and change != part.pick)
        self._dialog.set_response_sensitive(Gtk.ResponseType.OK, bool(seen))
        self._where.set_text(self._position())

    def _show_thumbnail(self, index: int) -> None:
        """Show the photo around the region, in a candidate's colour, in its swatch."""
        part = self._part
        others = [
            one.patches[one.pick.index]
            for one in self._picked
            if one.pick is not None and one is not part
        ]
        picture = patch.composed(self._ground, [*others, part.patches[index]])
        if part.view is not None:
            size = swatches.WIDTH, swatches.HEIGHT
            self._swatches.show_picture(index, patch.thumbnail(picture, part.view, *size))

    def _position(self) -> str:
        if not self._walk:
            return ""
        number, count = self._current + 1, len(self._parts)
        if not self._part.place:
            return _("Part {number} of {count}").format(number=number, count=count)
        return _("Part {number} of {count}: {place}").format(
            number=number, count=count, place=self._part.place.lower()
        )

    def _advice(self) -> str:
        if self._picked:
            return _("Choose another part, or press OK to add the layers.")
        if not self._walk:
            return _("Choose a colour with the arrow keys or the mouse, then press OK.")
        return _(
            "Click a part of the photo, or walk through the parts with [ and ]. Then choose a "
            "colour with the arrow keys or the mouse."
        )

    def _say(self, text: str, busy: bool = False) -> None:
        self._state.set_text(text)
        self._again.hide()
        if busy:
            self._spinner.start()
        else:
            self._spinner.stop()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The window in which the artist picks colours, region by region."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GimpUi, Gtk  # noqa: E402  (the versions are chosen first)

from adding_alternatives import Pick  # noqa: E402
from photo_regions import Candidate  # noqa: E402
from picking import Part, Picking  # noqa: E402
from region_labels import RegionLabels  # noqa: E402
from translation import _  # noqa: E402
from windows import screen_room, swatches, text_label  # noqa: E402
from windows.part_bar import PartBar  # noqa: E402
from windows.part_looks import PartLooks  # noqa: E402
from windows.pick_list import PickList  # noqa: E402
from windows.region_view import RegionView  # noqa: E402
from windows.state_line import StateLine  # noqa: E402
from windows.swatches import Swatches  # noqa: E402

SPACING = 12
PREVIOUS = (Gdk.KEY_bracketleft, Gdk.KEY_Page_Up)
NEXT = (Gdk.KEY_bracketright, Gdk.KEY_Page_Down)


class AlternativesWindow:
    """Shows the photo's regions and their colours.

    Parameters
    ----------
    looks : PartLooks
        Of no part yet; the window closes it.
    parts : sequence of Part
        Whole things, in the order in which one walks through them; the first is chosen at the
        beginning.
    labels : RegionLabels or None
        For pointing at parts, by the parts' own numbers; None for a selection.
    """

    def __init__(
        self,
        looks: PartLooks,
        parts: Sequence[Part],
        labels: RegionLabels | None,
    ):
        self._looks = looks
        self._picking = Picking(parts)
        self._walk = labels is not None
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
            self._looks.close()
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
            self._looks.ground,
            self._looks.size,
            labels,
            self._pointed_at,
            self._narrow_or_widen,
            lambda number: picking.part_of(number).numbers,
        )
        halves = Gtk.Box(spacing=2 * SPACING, margin=SPACING)
        halves.pack_start(self._photo_side(), True, True, 0)
        halves.pack_start(self._color_side(), False, False, 0)
        self._dialog.get_content_area().pack_start(halves, True, True, 0)
        halves.show_all()

    def _photo_side(self) -> Gtk.Widget:
        side = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=SPACING)
        side.pack_start(self._view, False, False, 0)
        self._bar = PartBar(self._step if self._walk else None, self._show_colors)
        side.pack_start(self._bar, False, False, 0)
        self._state = StateLine(self._try_again)
        side.pack_start(self._state, False, False, 0)
        return side

    def _color_side(self) -> Gtk.Widget:
        side = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6)
        # Colours come later; until then nothing else would keep the texts from being squeezed.
        side.set_size_request(swatches.ROW, -1)
        title = _("Colours of this part") if self._walk else _("Colours of the selection")
        side.pack_start(text_label.bold(title), False, False, 0)
        self._swatches = Swatches(self._choose_color, self._take)
        self._room = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER)
        self._room.add(self._swatches)
        side.pack_start(self._room, False, False, 0)
        note = text_label.dim(_("The percentages are the network's own estimate."))
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
        else:
            self._picking.choose(self._picking.part_of(number))
        self._show_part()

    def _narrow_or_widen(self, number: int) -> None:
        self._picking.narrow_or_widen(number)
        self._settle_others()
        self._show_part()

    def _show_part(self) -> None:
        """Show the chosen part, and have made what of it is not there yet."""
        part = self._picking.part
        if part in self._looks:
            self._offer(part.candidates, self._picking.chosen)
            for index in self._looks.colored(part):
                self._show_thumbnail(index)
            self._show_colors()
            self._fetch_next()
        else:
            self._offer([], None)
            self._show_colors()
            self._state.say(_("Looking for likely colours…"), busy=True)
            self._looks.learn(part, partial(self._learnt, part), self._failed)

    def _offer(self, candidates: Sequence[Candidate], chosen: int | None) -> None:
        self._swatches.offer(candidates, chosen)
        # By itself the room would be as high as if no name took two lines. Once high it stays so,
        # lest everything jumps from part to part.
        wanted = self._swatches.get_preferred_height_for_width(swatches.ROW).natural_height
        most = screen_room.colors_height(collecting=self._walk)
        least = self._room.get_min_content_height()
        self._room.set_min_content_height(max(least, min(wanted, most)))

    def _learnt(self, part: Part, candidates: list[Candidate], is_automatic: bool) -> None:
        self._picking.know(part, candidates, is_automatic)
        if part is self._picking.part:
            self._show_part()
        else:
            self._show_colors()

    def _fetch_next(self) -> None:
        """Have the next picture made that is not there yet, the chosen one first."""
        part, chosen = self._picking.part, self._picking.chosen
        missing = self._looks.missing(part)
        if not missing:
            self._state.say(self._advice())
            return
        index = chosen if chosen in missing else missing[0]
        self._state.say(_("Colouring the photo…"), busy=True)
        self._looks.color(part, index, partial(self._colored, part, index), self._failed)

    def _colored(self, part: Part, index: int) -> None:
        if part is self._picking.part:
            self._show_thumbnail(index)
            if index == self._picking.chosen:
                self._show_colors()
            self._fetch_next()

    def _failed(self, error: Exception) -> None:
        self._state.complain(str(error))

    def _try_again(self) -> None:
        self._state.say(_("Trying again…"), busy=True)
        self._looks.revive(self._revived, self._failed)

    def _revived(self) -> None:
        self._settle_others()
        self._show_part()

    def _settle_others(self) -> None:
        """Have those parts looked up that lost or gained something but not their colour."""
        for part in self._picking.unsettled:
            if part is not self._picking.part:
                self._looks.learn(part, partial(self._learnt, part), self._failed)

    def _choose_color(self, index: int) -> None:
        self._picking.chosen = index
        self._show_colors()

    def _take(self) -> None:
        """Collect the chosen colour; of a selection, that is all that is wanted."""
        if not self._walk and self._picking.seen():
            self._dialog.response(Gtk.ResponseType.OK)
        elif self._picking.collect():
            self._show_colors()
            self._state.say(self._advice())

    def _go_back_to(self, number: int) -> None:
        self._picking.choose(self._picking.listed[number][0])
        self._show_part()

    def _remove(self, number: int) -> None:
        self._picking.remove(self._picking.listed[number][0])
        self._show_part()

    def _show_colors(self) -> None:
        """Show the photo with all that was chosen."""
        part, change, seen = self._picking.part, self._picking.change(), self._picking.seen()
        outline = self._looks.outline(part) if self._bar.with_outline else None
        self._view.show_patches(self._looks.patches(seen), outline)
        self._list.show_picks([_pick(*picked) for picked in self._picking.listed])
        self._add.set_sensitive(change is not None and change != part.pick)
        # What was collected for a part is not lost while its colours are looked for.
        complete = bool(seen) and not self._picking.unsettled
        self._dialog.set_response_sensitive(Gtk.ResponseType.OK, complete)
        if self._walk:
            number, count = self._picking.position + 1, len(self._picking.parts)
            self._bar.show_position(number, count, part.name)

    def _show_thumbnail(self, index: int) -> None:
        """Show the photo around the part, in one of its colours, in the swatch."""
        part = self._picking.part
        others = [picked for picked in self._picking.picked if picked[0] is not part]
        self._swatches.show_picture(index, self._looks.thumbnail(part, index, others))

    def _advice(self) -> str:
        if self._picking.picked:
            return _("Choose another part, or press OK to add the layers.")
        if not self._walk:
            return _("Choose a colour with the arrow keys or the mouse; Enter adds it.")
        return _(
            "Click a part of the photo (a double click takes a piece of it alone, Shift+click "
            "joins parts), or walk through the parts with [ and ]. Then choose a colour with the "
            "arrow keys or the mouse."
        )


def _pick(part: Part, candidate: Candidate) -> Pick:
    return Pick(part.region, part.name or "", candidate)

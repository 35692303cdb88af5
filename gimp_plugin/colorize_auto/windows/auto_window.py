# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog of Filters > Colorize (Auto): the settings, and beside them what they give."""

from __future__ import annotations

from collections.abc import Sequence

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gimp, GimpUi, GLib, GObject, Gtk  # noqa: E402  (the versions first)

from backend_words import colorizer_description  # noqa: E402
from colored_photos import ColoredPhotos  # noqa: E402
from commands import auto_arguments, dials  # noqa: E402
from commands.command import Call  # noqa: E402
from decoding import DECODER, same  # noqa: E402
from installation import Installation  # noqa: E402
from layers import photo_part, style_photo  # noqa: E402
from layers.group_record import GroupRecord  # noqa: E402
from layers.photo_layer import NoPhoto  # noqa: E402
from layers.photo_part import PhotoPart  # noqa: E402
from translation import _  # noqa: E402
from windows import file_choice, screen_room, slider, text_label, working_sizes  # noqa: E402
from windows.fitting_box import FittingBox  # noqa: E402
from windows.live_preview import LivePreview  # noqa: E402
from wishes import Wishes  # noqa: E402

SPACING = 12
CHARACTERS = 48
# What makes another picture.
SEEN = ("colorizer", "working-size", "style-photo", *DECODER, "selected-part-only")


def ask(
    call: Call, photo: Gimp.Layer, record: GroupRecord | None, photos: ColoredPhotos
) -> PhotoPart | None:
    """Show the dialog and put the artist's choices into the call's `config`.

    Parameters
    ----------
    call : Call
    photo : Gimp.Layer
    record : GroupRecord or None
        How the colours were made that the photo has already; the dialog begins with that.
    photos : ColoredPhotos
        Where the preview asks for its pictures.

    Returns
    -------
    PhotoPart or None
        What is to be coloured; None when the artist cancelled.
    """
    GimpUi.init("colorize-auto")
    return _AutoWindow(call, photo, record, photos).run()


class _AutoWindow:
    def __init__(
        self, call: Call, photo: Gimp.Layer, record: GroupRecord | None, photos: ColoredPhotos
    ):
        self._call = call
        self._config = call.config
        self._photo = photo
        self._parts: dict[bool, PhotoPart] = {}
        self._something_selected = not Gimp.Selection.is_empty(call.image)
        self._begin_with(record)
        self._card = call.installation.colorizer(self._config.get_property("colorizer"))
        self._dialog = GimpUi.ProcedureDialog.new(call.procedure, call.config, _("Colorize (Auto)"))
        self._dialog.set_ok_label(_("C_olorize"))
        self._preview = LivePreview(photo, photos, self._wanted)
        columns = Gtk.Box(spacing=2 * SPACING, border_width=SPACING)
        columns.pack_start(self._preview.widget, False, False, 0)
        settings = FittingBox(self._settings(), screen_room.settings_height())
        columns.pack_start(settings, True, True, 0)
        columns.show()
        self._dialog.get_content_area().pack_start(columns, True, True, 0)
        self._to_be_refreshed = False
        self._config.connect("notify::colorizer", lambda *_about: self._go_to_card())
        for name in SEEN:
            self._config.connect(f"notify::{name}", lambda *_about: self._refresh_soon())
        for name in (*DECODER, "style-photo", "output"):
            self._config.connect(f"notify::{name}", lambda *_about: self._show_what_matters())

    def run(self) -> PhotoPart | None:
        """Show it; give what is to be coloured."""
        self._show_what_matters()
        self._preview.refresh()
        try:
            return self._part_now() if self._dialog.run() else None
        finally:
            self._preview.close()
            self._dialog.destroy()

    def _refresh_soon(self) -> None:
        """Refresh the preview once for all settings that change in one go."""
        if not self._to_be_refreshed:
            self._to_be_refreshed = True
            GLib.idle_add(self._refresh)

    def _refresh(self) -> bool:
        self._to_be_refreshed = False
        self._preview.refresh()
        return False  # GLib calls again otherwise

    def _begin_with(self, record: GroupRecord | None) -> None:
        """Begin with how the photo was coloured before, else as the artist likes it."""
        config, installation = self._config, self._call.installation
        known = {colorizer.name for colorizer in installation.colorizers}
        values = {}
        if record is not None and record.colorizer in known:
            values = {**record.settings, "style-photo": style_photo.recorded_file(record)}
        elif not config.get_property("keep-settings"):
            card = installation.default
            values = {
                "colorizer": card.name,
                "working-size": 0,
                "style-photo": None,
                "alternatives": auto_arguments.DEFAULT_ALTERNATIVES,
                "output": auto_arguments.LAYERS,
                "selected-part-only": True,
                **card.parameters,
            }
        elif config.get_property("colorizer") not in known:
            values = {"colorizer": installation.default.name}
        for name, value in values.items():
            config.set_property(name, value)
        if not installation.colorizer(config.get_property("colorizer")).takes_style:
            config.set_property("style-photo", None)

    def _settings(self) -> Gtk.Widget:
        """Give the column of the settings."""
        dialog = self._dialog
        self._description = text_label.dim()
        self._description.set_max_width_chars(CHARACTERS)
        self._own_values = Gtk.Button.new_with_mnemonic(_("As the colorizer reco_mmends"))
        self._own_values.set_halign(Gtk.Align.END)
        self._own_values.connect("clicked", lambda _button: self._recommend())
        self._sliders = {name: slider.add(dialog, name, slider.DIGITS) for name in DECODER}
        self._alternatives = slider.add(dialog, "alternatives", digits=0)
        self._style = self._style_chooser()
        self._only_selected = _check_button(dialog, "selected-part-only")
        promise = text_label.dim(_promise(self._call.installation))
        promise.set_max_width_chars(CHARACTERS)
        promise.set_valign(Gtk.Align.END)
        column = Gtk.Box(
            orientation=Gtk.Orientation.VERTICAL, spacing=SPACING, margin_end=SPACING // 2
        )
        sizes = working_sizes.store(self._config.get_property("working-size"))
        for group in (
            (_widget(dialog, "colorizer"), self._description),
            (dialog.get_int_combo("working-size", sizes), self._style),
            (*self._sliders.values(), self._own_values),
            (self._alternatives, _widget(dialog, "output")),
            (self._only_selected, _check_button(dialog, "keep-settings")),
        ):
            column.pack_start(_stacked(group), False, False, 0)
        column.pack_end(promise, False, False, 0)
        column.show()
        return column

    def _style_chooser(self) -> Gtk.Widget:
        """Give the chooser of the style photo, and the button that takes it away."""
        box = Gtk.Box(spacing=SPACING // 2)
        box.pack_start(_widget(self._dialog, "style-photo"), True, True, 0)
        file_choice.show_cleared(self._dialog, self._config, "style-photo")
        self._no_style = Gtk.Button.new_from_icon_name("edit-clear-symbolic", Gtk.IconSize.MENU)
        self._no_style.set_tooltip_text(_("No style photo"))
        self._no_style.get_accessible().set_name(_("No style photo"))
        self._no_style.connect(
            "clicked", lambda _button: self._config.set_property("style-photo", None)
        )
        box.pack_end(self._no_style, False, False, 0)
        return box

    def _wanted(self) -> tuple[PhotoPart, Wishes]:
        return self._part(), auto_arguments.wishes(self._config, self._call.installation)

    def _part(self) -> PhotoPart:
        """Give what is to be coloured; the selection counts as it was when the dialog opened."""
        selected_part_only = self._config.get_property("selected-part-only")
        if selected_part_only not in self._parts:
            self._parts[selected_part_only] = photo_part.choose(
                self._image(), self._photo, selected_part_only
            )
        return self._parts[selected_part_only]

    def _part_now(self) -> PhotoPart:
        """Give what is to be coloured, as the artist has changed the photo meanwhile."""
        now = photo_part.renewed(self._image(), self._photo, self._part())
        if now is None:
            self._parts.clear()
            return self._part()
        return now

    def _image(self) -> Gimp.Image:
        image = self._call.image
        if image is None or not (image.is_valid() and self._photo.is_valid()):
            raise NoPhoto(_("The photo was closed or removed meanwhile."))
        return image

    def _go_to_card(self) -> None:
        """Go from one card's values to the next one's; what was set by hand stays."""
        before = self._card
        self._card = self._call.installation.colorizer(self._config.get_property("colorizer"))
        dials.go_to_card(self._config, before, self._card)
        if not self._card.takes_style:
            self._config.set_property("style-photo", None)
        self._show_what_matters()

    def _recommend(self) -> None:
        for name, value in self._card.parameters.items():
            self._config.set_property(name, value)

    def _show_what_matters(self) -> None:
        card, config = self._card, self._config
        self._description.set_text(colorizer_description(card.description))
        self._style.set_visible(card.takes_style)
        self._no_style.set_sensitive(config.get_property("style-photo") is not None)
        self._only_selected.set_visible(self._something_selected)
        for name, dial in self._sliders.items():
            dial.set_sensitive(card.obeys(name))
        layers = config.get_property("output") == auto_arguments.LAYERS
        self._alternatives.set_sensitive(card.knows_alternatives and layers)
        self._own_values.set_sensitive(
            not all(same(config.get_property(name), getattr(card, name)) for name in DECODER)
        )


def _promise(installation: Installation) -> str:
    if installation.by_hand is None or not installation.by_hand.exists():
        return _("The photo itself is not changed, and it does not leave this computer.")
    # It may be at the other end of a tunnel.
    return _(
        "The photo itself is not changed. It goes to the backend that you started by hand, and "
        "nowhere else."
    )


def _widget(dialog: GimpUi.ProcedureDialog, name: str) -> Gtk.Widget:
    return dialog.get_widget(name, GObject.TYPE_NONE)


def _check_button(dialog: GimpUi.ProcedureDialog, name: str) -> Gtk.Widget:
    button = _widget(dialog, name)
    # In some languages the label is long.
    button.get_child().set_line_wrap(True)
    button.get_child().set_max_width_chars(CHARACTERS)
    return button


def _stacked(widgets: Sequence[Gtk.Widget]) -> Gtk.Widget:
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=SPACING // 2)
    for widget in widgets:
        box.pack_start(widget, False, False, 0)
    box.show_all()
    return box

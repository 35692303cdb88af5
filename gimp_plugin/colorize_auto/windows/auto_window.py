# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog in which the artist chooses the colorizer and its parameters."""

from __future__ import annotations

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gimp, GimpUi, Gtk  # noqa: E402  (the versions are chosen first)

from installation import Installation  # noqa: E402
from translation import _  # noqa: E402

SLIDERS = ("temperature", "vividness", "saturation", "alternatives")
SPACING = 12
WIDTH = 480


def ask(
    procedure: Gimp.Procedure, config: Gimp.ProcedureConfig, installation: Installation
) -> bool:
    """Show the dialog and put the artist's choices into `config`.

    Returns
    -------
    bool
        False when the artist cancelled.
    """
    GimpUi.init("colorize-auto")
    dialog = GimpUi.ProcedureDialog.new(procedure, config, _("Colorize (Auto)"))
    dialog.set_ok_label(_("C_olorize"))
    dialog.set_default_size(WIDTH, -1)
    content = dialog.get_content_area()
    content.set_spacing(SPACING)
    content.pack_start(
        _text(
            _(
                "Gives a black-and-white photo its likely colours, as layers above it. "
                "The photo itself is not changed, and it does not leave this computer."
            )
        ),
        False,
        False,
        0,
    )
    description = _text("")
    description.get_style_context().add_class("dim-label")
    for name in SLIDERS:
        dialog.get_scale_entry(name, 1.0)
    dialog.fill(["colorizer"])
    content.pack_start(description, False, False, 0)
    dialog.fill(list(SLIDERS))
    _follow_colorizer(config, installation, description)
    try:
        return bool(dialog.run())
    finally:
        dialog.destroy()


def _text(text: str) -> Gtk.Label:
    label = Gtk.Label(label=text, xalign=0.0, wrap=True, max_width_chars=60)
    label.show()
    return label


def _follow_colorizer(
    config: Gimp.ProcedureConfig, installation: Installation, description: Gtk.Label
) -> None:
    """Describe the chosen colorizer, and go from one card's parameters to the next one's."""
    current = [installation.colorizer(config.get_property("colorizer"))]

    def changed(*_about: object) -> None:
        before, chosen = current[0], installation.colorizer(config.get_property("colorizer"))
        current[0] = chosen
        description.set_text(chosen.description)
        # What the artist has set by hand stays.
        for name in ("temperature", "vividness", "saturation"):
            if config.get_property(name) == getattr(before, name):
                config.set_property(name, getattr(chosen, name))

    config.connect("notify::colorizer", changed)
    changed()

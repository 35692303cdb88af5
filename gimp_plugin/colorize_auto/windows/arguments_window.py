# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain dialog: what the command does, and its arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gimp, GimpUi, Gtk  # noqa: E402  (the versions are chosen first)

from translation import _  # noqa: E402
from windows import file_choice, slider  # noqa: E402

SPACING = 12
WIDTH = 540


def ask(
    procedure: Gimp.Procedure,
    config: Gimp.ProcedureConfig,
    title: str,
    explanation: str,
    arguments: Sequence[str],
    sliders: Mapping[str, int] | None = None,
    one_of: Sequence[str] = (),
) -> bool:
    """Show the dialog and put the artist's choices into `config`.

    Parameters
    ----------
    title : str
    explanation : str
        A sentence or two, above the arguments.
    arguments : sequence of str
        The names of those that are asked for, from top to bottom.
    sliders : mapping of str to int, optional
        Those among them that are shown as sliders, with how many digits after the point.
    one_of : sequence of str
        Those among them of which one counts: choosing one clears the others. Of several that are
        chosen from an earlier time on, the last stays.

    Returns
    -------
    bool
        False when the artist cancelled.
    """
    GimpUi.init("colorize-auto")
    dialog = GimpUi.ProcedureDialog.new(procedure, config, title)
    dialog.set_ok_label(_("_OK"))
    dialog.set_default_size(WIDTH, -1)
    content = dialog.get_content_area()
    content.set_spacing(SPACING)
    text = Gtk.Label(label=explanation, xalign=0.0, wrap=True, max_width_chars=60)
    text.show()
    content.pack_start(text, False, False, 0)
    for name, digits in (sliders or {}).items():
        slider.add(dialog, name, digits)
    dialog.fill(list(arguments))
    _keep_one(dialog, config, one_of)
    try:
        return bool(dialog.run())
    finally:
        dialog.destroy()


def _keep_one(
    dialog: GimpUi.ProcedureDialog, config: Gimp.ProcedureConfig, names: Sequence[str]
) -> None:
    def clear_others(chosen: str) -> None:
        if config.get_property(chosen) is not None:
            for name in names:
                if name != chosen:
                    config.set_property(name, None)

    for name in reversed(names):
        file_choice.show_cleared(dialog, config, name)
        clear_others(name)
        config.connect(f"notify::{name}", lambda _config, about: clear_others(about.name))

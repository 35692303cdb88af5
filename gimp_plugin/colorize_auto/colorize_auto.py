#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters > Colorize (Auto): what GIMP starts, once to learn of the procedure and once a run."""

from __future__ import annotations

import sys
import traceback

import gi

gi.require_version("Gimp", "3.0")
gi.require_version("Gegl", "0.4")
import coloring  # noqa: E402  (the versions are chosen first)
import installation as installations  # noqa: E402
import photo_layer  # noqa: E402
from errors import ColorizeError  # noqa: E402
from gi.repository import Gegl, Gimp, GLib, GObject  # noqa: E402
from translation import _  # noqa: E402

PROCEDURE = "plug-in-colorize-auto"
MOST_ALTERNATIVES = 8
DEFAULT_ALTERNATIVES = 4


class ColorizeAuto(Gimp.PlugIn):
    """The plug-in, as GIMP knows it."""

    def do_set_i18n(self, name: str) -> bool:
        """Tell GIMP not to look for a catalogue: `translation` does."""
        return False

    def do_query_procedures(self) -> list[str]:
        """Name the plug-in's procedures."""
        return [PROCEDURE]

    def do_create_procedure(self, name: str) -> Gimp.Procedure:
        """Describe the procedure: its place in the menu, its arguments, its result."""
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, run, None)
        procedure.set_image_types("*")
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.DRAWABLE)
        procedure.set_menu_label(_("Colori_ze (Auto)..."))
        procedure.add_menu_path("<Image>/Filters")
        procedure.set_documentation(
            _("Give a black-and-white photo its likely colours"),
            _(
                "Adds a layer group above the photo: a layer with the most likely colours, and "
                "hidden layers with alternatives. The photo itself is not changed."
            ),
            None,
        )
        procedure.set_attribution("Colorize (Auto)", "GPL-3.0-or-later", "2026")
        _add_arguments(procedure)
        procedure.add_group_layer_return_value(
            "group",
            _("Group"),
            _("The layer group with the colours"),
            True,
            GObject.ParamFlags.READWRITE,
        )
        return procedure


def _add_arguments(procedure: Gimp.Procedure) -> None:
    colorizers, default = _known_colorizers()
    choice = Gimp.Choice.new()
    for number, colorizer in enumerate(colorizers):
        choice.add(colorizer.name, number, colorizer.title, colorizer.description)
    flags = GObject.ParamFlags.READWRITE
    procedure.add_choice_argument(
        "colorizer",
        _("Colori_zer"),
        _("The trained network that finds the colours."),
        choice,
        default.name,
        flags,
    )
    procedure.add_double_argument(
        "temperature",
        _("_Temperature"),
        _(
            "How boldly to decide between likely colours. Low: clear colours that may change "
            "abruptly. High: soft, brownish averages."
        ),
        0.0,
        2.0,
        default.temperature,
        flags,
    )
    procedure.add_double_argument(
        "vividness",
        _("_Vividness"),
        _(
            "0: the colours that are most usual in photos, rather pale. "
            "1: rare, vivid colours get an equal chance."
        ),
        0.0,
        1.0,
        default.vividness,
        flags,
    )
    procedure.add_double_argument(
        "saturation",
        _("Sat_uration"),
        _("Strength of all colours. 0: gray. 1: as the colorizer sees them. 2: twice as strong."),
        0.0,
        2.0,
        default.saturation,
        flags,
    )
    procedure.add_int_argument(
        "alternatives",
        _("_Alternatives"),
        _(
            "How many other versions to add as hidden layers: other likely colours for the parts "
            "of the photo that are least certain."
        ),
        0,
        MOST_ALTERNATIVES,
        DEFAULT_ALTERNATIVES,
        flags,
    )


def _known_colorizers() -> tuple[tuple[installations.Colorizer, ...], installations.Colorizer]:
    """Give the colorizers to choose from, and the default one.

    An incomplete installation must not make the menu entry vanish without a word: the entry stays,
    and choosing it says what is wrong.
    """
    try:
        installed = installations.read()
    except installations.InstallationError:
        nameless = installations.Colorizer("compact", "Compact")
        return (nameless,), nameless
    return installed.colorizers, installed.default


def run(
    procedure: Gimp.Procedure,
    run_mode: Gimp.RunMode,
    image: Gimp.Image,
    drawables: list[Gimp.Drawable],
    config: Gimp.ProcedureConfig,
    data: object,
) -> Gimp.ValueArray:
    """Colour the selected photo; what goes wrong becomes a sentence that GIMP shows."""
    try:
        # Without this, GEGL reads zeros where it should scale.
        Gegl.init(None)
        installation = installations.read()
        photo = photo_layer.choose(drawables)
        if run_mode == Gimp.RunMode.INTERACTIVE:
            import dialog

            if not dialog.ask(procedure, config, installation):
                return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, None)
        group, notes = coloring.colorize(image, photo, _wishes(config), installation)
        for note in notes:
            Gimp.message(note)
        return _success(procedure, group)
    except ColorizeError as error:
        return _failure(procedure, str(error))
    except Exception as error:  # GIMP shows nothing at all of an exception that nobody catches
        traceback.print_exc()
        return _failure(
            procedure,
            _("Colorize (Auto) met an unexpected error; your image is as it was. {error}").format(
                error=f"{type(error).__name__}: {error}"
            ),
        )


def _wishes(config: Gimp.ProcedureConfig) -> coloring.Wishes:
    return coloring.Wishes(
        colorizer=config.get_property("colorizer"),
        temperature=config.get_property("temperature"),
        vividness=config.get_property("vividness"),
        saturation=config.get_property("saturation"),
        alternatives=config.get_property("alternatives"),
    )


def _success(procedure: Gimp.Procedure, group: Gimp.GroupLayer) -> Gimp.ValueArray:
    values = procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, None)
    values.remove(1)
    values.insert(1, GObject.Value(Gimp.GroupLayer, group))
    return values


def _failure(procedure: Gimp.Procedure, sentence: str) -> Gimp.ValueArray:
    return procedure.new_return_values(Gimp.PDBStatusType.EXECUTION_ERROR, GLib.Error(sentence))


Gimp.main(ColorizeAuto.__gtype__, sys.argv)

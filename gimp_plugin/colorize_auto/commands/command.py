# SPDX-License-Identifier: GPL-3.0-or-later
"""What all commands have in common: a place in the menu, arguments, and errors that are seen."""

from __future__ import annotations

import traceback
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gi.repository import Gegl, Gimp, GLib, GObject

import installation as installations
from backend_access import connection_by_hand
from commands import dials
from errors import ColorizeError
from installation import Installation
from layers import presence, scratch_image
from layers.photo_layer import NoPhoto
from translation import _

FILTERS = "<Image>/Filters"
SUBMENU = FILTERS + "/" + _("Colorize")
FLAGS = GObject.ParamFlags.READWRITE
# Of a command that is about all of an image, whatever is selected in it.
ANY_IMAGE = (
    Gimp.ProcedureSensitivityMask.DRAWABLE
    | Gimp.ProcedureSensitivityMask.DRAWABLES
    | Gimp.ProcedureSensitivityMask.NO_DRAWABLES
)
# What a command returns: (GObject type, value) for each value that it declared.
Values = Sequence[tuple[Any, Any]]


@dataclass(frozen=True)
class Call:
    """One call of a command.

    Attributes
    ----------
    procedure : Gimp.Procedure
    interactive : bool
        Whether the artist is to be asked.
    watched : bool
        Whether somebody sees what appears: GIMP's Repeat asks nothing, but is no script.
    image : Gimp.Image or None
    drawables : list of Gimp.Drawable
        What is selected.
    config : Gimp.ProcedureConfig
        The arguments' values.
    installation : Installation
    """

    procedure: Gimp.Procedure
    interactive: bool
    watched: bool
    image: Gimp.Image | None
    drawables: list[Gimp.Drawable]
    config: Gimp.ProcedureConfig
    installation: Installation

    def check_open(self) -> None:
        """Make sure that what was selected is still there; a dialog may have stood open for long.

        Raises
        ------
        Gone
            When the image was closed or a layer removed.
        """
        if self.image is not None:
            presence.check(self.image)
        presence.check(*self.drawables)


class Command(ABC):
    """A procedure of the plug-in.

    Attributes
    ----------
    name : str
        The procedure's name, "plug-in-colorize-...".
    menu : str
        The menu in which it stands.
    sensitivity : Gimp.ProcedureSensitivityMask
        With what in GIMP the command can be chosen: one selected layer, unless it says otherwise.
    """

    name: str
    menu: str = SUBMENU
    sensitivity = Gimp.ProcedureSensitivityMask.DRAWABLE

    def create(self, plug_in: Gimp.PlugIn) -> Gimp.Procedure:
        """Make the procedure as GIMP wants to know it."""
        procedure = Gimp.ImageProcedure.new(
            plug_in, self.name, Gimp.PDBProcType.PLUGIN, self._run, None
        )
        procedure.set_image_types("*")
        procedure.set_sensitivity_mask(self.sensitivity)
        procedure.set_attribution("Colorize (Auto)", "GPL-3.0-or-later", "2026")
        self.describe(procedure)
        # GIMP forgets a menu without a word when the label is not there yet.
        procedure.add_menu_path(self.menu)
        return procedure

    @abstractmethod
    def describe(self, procedure: Gimp.Procedure) -> None:
        """Set the menu's label, the documentation, the arguments and the values returned."""

    @abstractmethod
    def execute(self, call: Call) -> Values | None:
        """Do what the artist asked for.

        Returns
        -------
        sequence of (type, value) or None
            The declared values; None when the artist cancelled.

        Raises
        ------
        ColorizeError
            Its sentence is shown to the artist; the image is as it was.
        """

    def _run(
        self,
        procedure: Gimp.Procedure,
        run_mode: Gimp.RunMode,
        image: Gimp.Image | None,
        drawables: list[Gimp.Drawable],
        config: Gimp.ProcedureConfig,
        data: object,
    ) -> Gimp.ValueArray:
        try:
            # Without this, GEGL reads zeros where it should scale.
            Gegl.init(None)
            scratch_image.remove_left_over()
            interactive = run_mode == Gimp.RunMode.INTERACTIVE
            watched = run_mode != Gimp.RunMode.NONINTERACTIVE
            by_hand = connection_by_hand.file_in(Path(Gimp.directory()))
            installation = replace(installations.read(), by_hand=by_hand)
            if not watched:
                dials.complete(procedure, config, installation)
            layers = list(drawables)
            _check_together(image, layers)
            call = Call(procedure, interactive, watched, image, layers, config, installation)
            values = self.execute(call)
        except ColorizeError as error:
            return _failure(procedure, str(error))
        except Exception as error:  # GIMP shows nothing at all of an exception that nobody catches
            traceback.print_exc()
            return _failure(
                procedure,
                _(
                    "Colorize (Auto) met an unexpected error; your image is as it was. {error}"
                ).format(error=f"{type(error).__name__}: {error}"),
            )
        if values is None:
            return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, None)
        return _success(procedure, values)


def _check_together(image: Gimp.Image | None, drawables: Sequence[Gimp.Drawable]) -> None:
    """Make sure that a script has not named layers of one image and another image."""
    for drawable in drawables:
        if drawable.get_image() != image:
            raise NoPhoto(
                _(
                    "“{name}” belongs to another image. Select the photo's layer and try again."
                ).format(name=drawable.get_name())
            )


def _success(procedure: Gimp.Procedure, given: Values) -> Gimp.ValueArray:
    values = procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, None)
    for position, (kind, value) in enumerate(given, start=1):
        values.remove(position)
        values.insert(position, GObject.Value(kind, value))
    return values


def _failure(procedure: Gimp.Procedure, sentence: str) -> Gimp.ValueArray:
    return procedure.new_return_values(Gimp.PDBStatusType.EXECUTION_ERROR, GLib.Error(sentence))

# SPDX-License-Identifier: GPL-3.0-or-later
"""The arguments of Filters > Colorize (Auto), and what they come to."""

from __future__ import annotations

from gi.repository import Gimp

from argument_ranges import RANGES
from colored_photos import Look
from commands import colorizer_arguments
from commands.command import FLAGS
from errors import ColorizeError
from installation import Colorizer, Installation
from layers import style_photo
from translation import _
from wishes import Wishes

DEFAULT_ALTERNATIVES = 4
LAYERS, MERGED = "layers", "merged"


class NoStyle(ColorizeError):
    """The colorizer cannot take the style of another photo."""


def add(procedure: Gimp.Procedure) -> None:
    """Add the arguments to the procedure."""
    default = colorizer_arguments.add_colorizer(procedure)
    procedure.add_int_argument(
        "working-size",
        _("_Working size"),
        _(
            "At how many pixels of the short side the network looks at the photo. Small is quick; "
            "large sees small faces. From 64 to 1024; 0 is what the colorizer was trained for."
        ),
        *RANGES["working-size"],
        0,
        FLAGS,
    )
    procedure.add_file_argument(
        "style-photo",
        _("St_yle photo"),
        _("Another photo, whose mood the colours take, where the colorizer can do that."),
        Gimp.FileChooserAction.OPEN,
        True,
        None,
        FLAGS,
    )
    colorizer_arguments.add_decoder(procedure, default)
    procedure.add_int_argument(
        "alternatives",
        _("_Alternatives"),
        _(
            "How many other versions to add as hidden layers: other likely colours for the "
            "parts of the photo that are least certain, or for what is selected."
        ),
        *RANGES["alternatives"],
        DEFAULT_ALTERNATIVES,
        FLAGS,
    )
    output = Gimp.Choice.new()
    output.add(
        LAYERS,
        0,
        _("Colour layers"),
        _("Layers that bring the colours alone: paint on them, mask them, change their opacity."),
    )
    output.add(
        MERGED, 1, _("Merged copy"), _("One ordinary layer with the coloured photo, and no more.")
    )
    procedure.add_choice_argument(
        "output",
        _("Out_put"),
        _("Colour layers stay open to every change. A merged copy is one ordinary layer."),
        output,
        LAYERS,
        FLAGS,
    )
    procedure.add_boolean_argument(
        "selected-part-only",
        _("Selected part o_nly"),
        _(
            "Colour what is selected and nothing else. The network looks at the selection from "
            "near, so that a small face gets colours of its own."
        ),
        True,
        FLAGS,
    )
    procedure.add_boolean_argument(
        "keep-settings",
        _("_Keep these settings for the next photo"),
        _("Otherwise the next photo begins with what the colorizer recommends."),
        True,
        FLAGS,
    )


def wishes(config: Gimp.ProcedureConfig, installation: Installation) -> Wishes:
    """Give what the arguments come to.

    Raises
    ------
    InstallationError
        When there is no such colorizer.
    NoStyle
        When the colorizer takes no style.
    NoPhoto
        When the style photo cannot be opened.
    """
    colorizer = installation.colorizer(config.get_property("colorizer"))
    count = config.get_property("alternatives") if colorizer.knows_alternatives else 0
    file = config.get_property("style-photo")
    return Wishes(
        look=look(config, colorizer),
        style_file="" if file is None else file.get_uri(),
        alternatives=count,
        merged=config.get_property("output") == MERGED,
        **colorizer_arguments.decoder_parameters(config),
    )


def look(config: Gimp.ProcedureConfig, colorizer: Colorizer) -> Look:
    """Give how the network is to look at the photo; errors as those of `wishes`."""
    style = b""
    file = config.get_property("style-photo")
    if file is not None:
        if not colorizer.takes_style:
            raise NoStyle(
                _(
                    "{colorizer} cannot take the style of another photo. Choose a colorizer that "
                    "can, or no style photo."
                ).format(colorizer=colorizer.title)
            )
        style = style_photo.gray_plane(file.get_uri())
    return Look(colorizer.name, config.get_property("working-size"), style)

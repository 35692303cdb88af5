# SPDX-License-Identifier: GPL-3.0-or-later
"""The arguments that several commands share: the colorizer and its decoder's settings."""

from __future__ import annotations

from collections.abc import Sequence

from gi.repository import Gimp

import installation as installations
from argument_ranges import RANGES
from backend_words import colorizer_description
from commands.command import FLAGS
from decoding import DECODER
from translation import _


def add_colorizer(procedure: Gimp.Procedure) -> installations.Colorizer:
    """Add the choice of the colorizer; return the default one."""
    colorizers, default = _known_colorizers()
    procedure.add_choice_argument(
        "colorizer",
        _("Colori_zer"),
        _("The trained network that finds the colours."),
        choice_of(colorizers),
        default.name,
        FLAGS,
    )
    return default


def choice_of(colorizers: Sequence[installations.Colorizer]) -> Gimp.Choice:
    """Give the choice among some colorizers."""
    choice = Gimp.Choice.new()
    for number, colorizer in enumerate(colorizers):
        description = colorizer_description(colorizer.description)
        choice.add(colorizer.name, number, colorizer.title, description)
    return choice


def add_decoder(procedure: Gimp.Procedure, default: installations.Colorizer) -> None:
    """Add temperature, vividness and saturation, as `default` recommends them."""
    # See `dials.complete`.
    left = _("In a script, its default stands for what the chosen colorizer recommends.")
    procedure.add_double_argument(
        "temperature",
        _("_Temperature"),
        _(
            "How boldly to decide between likely colours. Low: clear colours that may change "
            "abruptly. High: soft, brownish averages."
        )
        + f" {left}",
        *RANGES["temperature"],
        default.temperature,
        FLAGS,
    )
    procedure.add_double_argument(
        "vividness",
        _("_Vividness"),
        _(
            "0: the colours that are most usual in photos, rather pale. "
            "1: rare, vivid colours get an equal chance."
        )
        + f" {left}",
        *RANGES["vividness"],
        default.vividness,
        FLAGS,
    )
    procedure.add_double_argument(
        "saturation",
        _("Sat_uration"),
        _("Strength of all colours. 0: gray. 1: as the colorizer sees them. 2: twice as strong.")
        + f" {left}",
        *RANGES["saturation"],
        default.saturation,
        FLAGS,
    )


def decoder_parameters(config: Gimp.ProcedureConfig) -> dict[str, float]:
    """Give the decoder's settings as the backend names them."""
    return {name: config.get_property(name) for name in DECODER}


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

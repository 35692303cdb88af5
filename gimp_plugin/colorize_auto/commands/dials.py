# SPDX-License-Identifier: GPL-3.0-or-later
"""The decoder's arguments, where another colorizer is chosen than the one they are meant for."""

from __future__ import annotations

from gi.repository import Gimp, GObject

import decoding
from decoding import DECODER
from installation import Colorizer, Installation


def go_to_card(config: Gimp.ProcedureConfig, before: Colorizer, after: Colorizer) -> None:
    """Go from one card's values to another one's; what was set by hand stays."""
    values = {name: config.get_property(name) for name in DECODER}
    for name, value in decoding.from_card_to_card(values, before, after).items():
        config.set_property(name, value)


def start_from_card(config: Gimp.ProcedureConfig, card: Colorizer) -> None:
    """Set a colorizer and its values, where no window shows those of the last time."""
    config.set_property("colorizer", card.name)
    for name in DECODER:
        config.set_property(name, getattr(card, name))


def follow_choice(config: Gimp.ProcedureConfig, installation: Installation) -> None:
    """Go from card to card from now on, whenever another colorizer is chosen in a dialog."""
    card = _chosen(config, installation)

    def follow(_config: Gimp.ProcedureConfig, _argument: GObject.ParamSpec) -> None:
        nonlocal card
        before, card = card, _chosen(config, installation)
        go_to_card(config, before, card)

    config.connect("notify::colorizer", follow)


def complete(
    procedure: Gimp.Procedure, config: Gimp.ProcedureConfig, installation: Installation
) -> None:
    """Give the chosen colorizer's values to a script that left the arguments as they are.

    They are then at the values of the default colorizer: GIMP fills them in, and does not tell.

    Raises
    ------
    InstallationError
        When there is no such colorizer.
    """
    if all(procedure.find_argument(name) for name in DECODER):
        go_to_card(config, installation.default, _chosen(config, installation))


def _chosen(config: Gimp.ProcedureConfig, installation: Installation) -> Colorizer:
    return installation.colorizer(config.get_property("colorizer"))

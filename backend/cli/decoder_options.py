# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of every command that colours: with which colorizer, and how it is decoded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from backend.cli.finite_range import FiniteRange

if TYPE_CHECKING:
    from models.card import Card

_DIALS = (
    click.option(
        "--temperature",
        type=FiniteRange(0, 2),
        help="1 gives the average of all plausible colours, 0 the likeliest.",
    ),
    click.option(
        "--vividness",
        type=FiniteRange(0, 1),
        help="Preference for rare, strong colours.",
    ),
    click.option("--saturation", type=FiniteRange(0, 2), help="Strength of the colours."),
)


def decoder_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--colorizer`` and the settings of the decoder."""
    return click.option("--colorizer", help="See `gimp-colorize colorizers`.")(
        decoder_dials(command)
    )


def decoder_dials(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the settings of the decoder alone."""
    for option in reversed(_DIALS):  # decorators apply from the last to the first
        command = option(command)
    return command


def say_what_is_ignored(card: Card, given: Mapping[str, float | None]) -> None:
    """Tell the user of settings that do not change the colours of a colorizer."""
    for name in ("temperature", "vividness"):
        if given[name] is not None and name not in card.dials:
            click.echo(f"{card.title} knows no {name}: --{name} changes nothing.", err=True)

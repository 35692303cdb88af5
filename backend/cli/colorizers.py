# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize colorizers``: what there is to colour with."""

from __future__ import annotations

import textwrap

import click

_WIDTH = 92


@click.command()
def colorizers() -> None:
    """List the colorizers with their papers and licences."""
    from models import registry

    for name in registry.names():
        card = registry.card(name)
        installed = registry.weights_file(name).is_file()
        facts = {
            "title": card.title,
            "about": card.description,
            "paper": card.paper,
            "licence": card.licence,
            "can": ", ".join(card.capabilities),
            "defaults": f"temperature {card.temperature:g}, vividness {card.vividness:g}",
            "weights": "installed" if installed else "not installed",
        }
        click.secho(name + (" (default)" if name == registry.DEFAULT else ""), bold=True)
        for label, text in facts.items():
            lines = textwrap.wrap(text, _WIDTH - 14) or ["-"]
            click.echo(f"  {label:10}  {lines[0]}")
            for line in lines[1:]:
                click.echo(f"{'':14}{line}")

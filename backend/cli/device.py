# SPDX-License-Identifier: GPL-3.0-or-later
"""The option ``--device`` of every command that computes."""

import click

# The names of models.device.PREFERENCES, whose module imports torch: --help need not wait for it.
device_option = click.option(
    "--device",
    type=click.Choice(("auto", "cpu", "cuda", "mps")),
    default="auto",
    envvar="COLORIZE_AUTO_DEVICE",
    show_default=True,
    show_envvar=True,
)

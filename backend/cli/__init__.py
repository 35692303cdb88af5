# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize``: the command line.

Colouring is what happens without the name of a command. The modules of the commands are imported
when they are needed, and import torch when they run, so that ``--help`` and the start of the server
do not wait for it.
"""

from __future__ import annotations

import importlib

import click

from backend import __version__
from backend.cli.ending import clean_ending
from backend.cli.plain_warnings import plain_warnings
from backend.photo_files.full_disk import is_full_disk
from models.errors import ColorizeError
from models.out_of_memory import is_out_of_memory

COMMANDS = {
    "photo": "backend.cli.photo:photo",
    "colorizers": "backend.cli.colorizers:colorizers",
    "evaluate": "backend.cli.evaluate:evaluate",
    "explain": "backend.cli.explain:explain",
    "serve": "backend.cli.serve:serve",
    "train": "backend.cli.train:train",
    "video": "backend.cli.video:video",
}
"""Where each command is: its module and the name in it."""

_DEFAULT = "photo"


class _Commands(click.Group):
    """Commands by name; anything else goes to the default one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {*COMMANDS, "--help", "-h", "--version"}
        if args and args[0] not in own:
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ColorizeError as error:
            raise click.ClickException(str(error)) from error
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            raise click.ClickException(
                "There is not enough memory for this. Close other programs, or take smaller "
                "pictures."
            ) from error
        except OSError as error:  # files have sentences of their own
            if not is_full_disk(error):
                raise
            raise click.ClickException(
                "The disk that the command's output is written to is full."
            ) from error


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="A photo that is called like a command is written ./serve.",
)
@click.version_option(__version__, prog_name="gimp-colorize")
@click.pass_context
def main(context: click.Context) -> None:
    """Give black-and-white photos colour, on this computer.

    \b
    gimp-colorize photo.jpg -o color.png
    gimp-colorize photo.jpg -o color.png --alternatives 4
    gimp-colorize scans/ -o colored/ --format tif

    `gimp-colorize photo --help` lists everything about colouring; the word "photo" itself may be
    left out.
    """  # noqa: D301 -- click reads the backspace
    context.with_resource(plain_warnings())
    if context.invoked_subcommand != "serve":  # which takes signals in its own way
        context.with_resource(clean_ending())

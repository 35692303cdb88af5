# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize serve``: the local backend."""

from __future__ import annotations

import os
from pathlib import Path

import click

from backend.cli.device import device_option
from backend.cli.finite_range import FiniteRange
from backend.configuration import Limits
from backend.server_process import serve as run

_LIMITS = Limits()


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes a free one.")
@device_option
@click.option(
    "--idle-minutes",
    type=FiniteRange(min=0),
    default=30.0,
    show_default=True,
    help="End after so long without a request; 0 for never.",
)
@click.option(
    "--max-megapixels",
    type=FiniteRange(min=0, min_open=True),
    default=_LIMITS.max_pixels / 1e6,
    show_default=True,
    envvar="COLORIZE_AUTO_MAX_MEGAPIXELS",
    show_envvar=True,
    help="Largest photo that is accepted.",
)
@click.option(
    "--photo-memory",
    type=FiniteRange(min=0, min_open=True),
    default=_LIMITS.photo_store_bytes / 2**20,
    show_default=True,
    envvar="COLORIZE_AUTO_PHOTO_MEMORY",
    show_envvar=True,
    help="MiB for the photos that are kept.",
)
@click.option(
    "--queue",
    type=click.IntRange(0, 64),
    default=_LIMITS.queue_length,
    show_default=True,
    help="Photos that may wait while another one is coloured.",
)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take the token from this file, so that it is the same at every start; a file that does "
    "not exist is written.",
)
def serve(
    port: int,
    device: str,
    idle_minutes: float,
    max_megapixels: float,
    photo_memory: float,
    queue: int,
    token_file: Path | None,
) -> None:
    """Run the backend for the plug-in, for this user and on this computer only.

    Address and token are in connection.json in the program's state folder. When a backend is
    running already, its address is printed and nothing else happens: port and token file do not
    count then. For a plug-in that may not start it, or that reaches it through an SSH tunnel,
    choose --port and --token-file; with --idle-minutes 0 it waits for ever.
    """
    limits = Limits(int(max_megapixels * 1e6), int(photo_memory * 2**20), queue)
    if run(port, device, idle_minutes, limits, click.echo, token_file):
        # Everything is cleaned up. A thread that is still loading or computing inside torch would
        # crash the interpreter while that is being taken down.
        os._exit(0)

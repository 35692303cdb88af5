# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize video VIDEO -o RESULT``: colour a film."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from backend.cli.decoder_options import decoder_options, say_what_is_ignored
from backend.cli.device import device_option


@click.command()
@click.argument("video", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File that ends in .mp4, .m4v, .mov or .mkv; one that is there is replaced.",
)
@decoder_options
@device_option
def video(
    video: Path,
    output: Path,
    colorizer: str | None,
    temperature: float | None,
    vividness: float | None,
    saturation: float | None,
    device: str,
) -> None:
    """Colour a black-and-white video.

    The colours of a scene stay steady: what the network says of a frame is averaged with what it
    said of the last 20, and every cut begins anew. The lightness of the pictures, their times and
    the sound are kept; subtitles are not. The result is H.264 video with 8 bits, complete or not
    there at all; the video itself is never replaced.
    """
    try:
        from backend.video import color_video
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "av":
            raise
        raise click.ClickException(
            "Colouring videos needs the package PyAV, which is not installed:\n"
            f'    "{sys.executable}" -m pip install "av>=15"'
        ) from error
    from tqdm import tqdm

    from backend.frame_colouring import FrameColouring
    from backend.inference import Inference
    from models import registry

    if not output.parent.is_dir():
        raise click.ClickException(f"The folder {output.parent} does not exist.")
    name = colorizer or registry.DEFAULT
    inference = Inference(device)
    loaded = inference.load(name)
    click.echo(f"Device: {loaded.device.title}, {loaded.device.precision}", err=True)
    settings = {"temperature": temperature, "vividness": vividness, "saturation": saturation}
    say_what_is_ignored(loaded.card, settings)
    colouring = FrameColouring(inference, name, settings)
    with tqdm(desc=video.name, unit="frame", disable=None, file=sys.stderr) as bar:

        def begin(frames: int | None) -> None:
            bar.total = frames

        result = color_video(video, output, colouring, begin, bar.update)
    click.echo(click.format_filename(output))
    scenes = "1 scene" if colouring.scenes == 1 else f"{colouring.scenes} scenes"
    frames = "1 frame" if result.frames == 1 else f"{result.frames} frames"
    click.echo(f"{video.name}: {frames} in {scenes}.", err=True)
    for note in (*result.notes, *colouring.notes):
        click.echo(f"{video.name}: {note}", err=True)

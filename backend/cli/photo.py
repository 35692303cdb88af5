# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize PHOTO -o RESULT``: colour photo files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from backend.cli.decoder_options import decoder_options
from backend.cli.device import device_option
from backend.cli.finite_range import FiniteRange
from backend.cli.outputs import Claims, left_out, plan
from backend.configuration import Limits
from backend.photo_files.formats import FORMATS
from models.working_size import LARGEST, SMALLEST

_MOST_ALTERNATIVES = 16
_ONE = click.Path(exists=True, path_type=Path)


def _there(
    context: click.Context, parameter: click.Parameter, photos: tuple[Path, ...]
) -> tuple[Path, ...]:
    """Refuse a single photo that is missing; of several, each is named when its turn comes."""
    if len(photos) == 1:
        _ONE.convert(photos[0], parameter, context)
    return photos


@click.command()
@click.argument(
    "photos",
    metavar="PHOTO...",
    nargs=-1,
    required=True,
    type=click.Path(readable=False, path_type=Path),
    callback=_there,
)
@click.option("-o", "--output", required=True, help="Image file, or folder for several photos.")
@decoder_options
@click.option(
    "--style",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another photo, whose season, light and place the colours follow; only its lightness "
    "counts. For colorizers that can do it.",
)
@click.option(
    "--hints",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A picture of the photo's size with strokes on transparency, whose colours spread over "
    "what they lie on. For a single photo.",
)
@click.option(
    "--working-size",
    type=click.IntRange(SMALLEST, LARGEST),
    help="Short side at which the colorizer looks at a photo, in pixels: a larger one takes longer "
    "and shows it small faces. The colorizer's own if not given.",
)
@click.option(
    "--alternatives",
    type=click.IntRange(0, _MOST_ALTERNATIVES),
    default=0,
    help="How many other pictures to write beside the result.",
)
@click.option(
    "--confidence",
    is_flag=True,
    help="Also write a gray picture, white where the colorizer is sure of its colours.",
)
@click.option(
    "--confidence-measure",
    type=click.Choice(("top", "ratio")),
    help="How sure is sure: the probability of the likeliest colour, or how far it surpasses the "
    "second; the probability if not given.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(tuple(FORMATS)),
    help="Of the results in a folder; png if not given.",
)
@click.option(
    "--keep",
    is_flag=True,
    help="Keep results that are there already and colour only the other photos: goes on where a "
    "run over a folder was stopped, and leaves alone what you have retouched.",
)
@device_option
@click.option(
    "--max-megapixels",
    type=FiniteRange(min=0, min_open=True),
    default=Limits.max_pixels / 1e6,
    show_default=True,
    envvar="COLORIZE_AUTO_MAX_MEGAPIXELS",
    show_envvar=True,
    help="Largest photo that is accepted.",
)
def photo(
    photos: Sequence[Path],
    output: str,
    colorizer: str | None,
    temperature: float | None,
    vividness: float | None,
    saturation: float | None,
    style: Path | None,
    hints: Path | None,
    working_size: int | None,
    alternatives: int,
    confidence: bool,
    confidence_measure: str | None,
    format_name: str | None,
    keep: bool,
    device: str,
    max_megapixels: float,
) -> None:
    r"""Colour photos: PNG, JPEG, TIFF or WebP files, or the files of a folder.

    One photo becomes one file, whose name says the format. Several photos, or a folder, become
    files of the same names in the output folder; sub-folders are not followed. A result that is
    already there is replaced unless --keep is given, the photo itself never is. Alternatives stand
    beside the result as NAME-alternative-1 and so on, the confidence as NAME-confidence.png. A
    colorizer that knows what a photo shows says so.

    The photo's lightness is kept. So are its camera data, resolution, transparency and RGB colour
    profile; a gray or CMYK profile becomes sRGB. 16 bits stay 16 bits in png and tif. A photo that
    is marked as turned is turned upright.

    A name that begins with a hyphen is written ./-name.

    The exit code is 1 when a photo could not be coloured; the others are coloured nevertheless.
    """
    if confidence_measure and not confidence:
        raise click.UsageError("--confidence-measure is for --confidence; give that, too.")
    jobs = plan(photos, output, format_name)
    not_read = left_out(photos)
    if not_read:
        click.echo(not_read, err=True)
    claims = Claims(job.source for job in jobs)
    if keep:
        planned = len(jobs)
        jobs = [job for job in jobs if not claims.keep(job)]
        if kept := planned - len(jobs):
            click.echo(f"Results that are there already and are kept: {kept}.", err=True)
        if not jobs:
            return
    if hints is not None and len(jobs) > 1:
        raise click.UsageError("Colour hints are for a single photo; name one at a time.")
    from backend.cli.photo_run import Request, run

    request = Request(
        colorizer,
        {"temperature": temperature, "vividness": vividness, "saturation": saturation},
        style,
        hints,
        working_size,
        alternatives,
        (confidence_measure or "top") if confidence else None,
        device,
        int(max_megapixels * 1e6),
    )
    failed = run(jobs, request, claims)
    if failed and len(jobs) > 1:
        click.echo(f"{failed} of {len(jobs)} photos could not be coloured.", err=True)
    sys.exit(1 if failed else 0)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Colouring photo files one after the other, with progress, and going on after a bad one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from numpy.typing import NDArray
from tqdm import tqdm

from backend.cli.decoder_options import say_what_is_ignored
from backend.cli.outputs import Claims, Job
from backend.inference import Inference
from backend.photo_files.formats import bytes_of
from backend.photo_files.hints_reading import read_hints
from backend.photo_files.reading import read_photo_file
from backend.photo_files.writing import write_gray, write_photo
from models import registry
from models.candidates import Candidate, candidates
from models.capabilities import Capability
from models.confidence import ConfidenceMap
from models.errors import BadParameter, ColorizeError, NoDistribution
from models.hints.recomposition import hinted
from models.hints.strokes import check_hints
from models.out_of_memory import is_out_of_memory
from models.predictions.class_probability import ClassProbability
from models.predictions.content_map import ContentMap
from models.recomposition import Recomposition, alternative, automatic
from models.style import check_style

_CLASSES = 3  # of what a photo may show are named
_BAR = "{desc} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}"


@dataclass(frozen=True)
class Request:
    """What the user asked for."""

    colorizer: str | None
    settings: Mapping[str, float | None]
    """Of the decoder; None stands for the card's own."""
    style: Path | None
    """Another photo, in whose style these are coloured."""
    hints: Path | None
    """A picture with the artist's strokes."""
    working_size: int | None
    """Short side at which the network looks at them, pixels; None stands for the card's."""
    alternatives: int
    confidence: str | None
    """The measure of the confidence that is to be written; None for none."""
    device: str
    max_pixels: int


def run(jobs: Sequence[Job], request: Request, claims: Claims) -> int:
    """Colour photos.

    Parameters
    ----------
    jobs : sequence of Job
        The photos and where their results go.
    request : Request
        How to colour them.
    claims : Claims
        Of these photos, and of those whose results are there and stay.

    Returns
    -------
    int
        How many could not be coloured; each was named on stderr.

    Raises
    ------
    models.errors.ColorizeError
        When nothing can be coloured: an unknown colorizer, its weights, the device, the photo that
        gives the style, alternatives that would be without the hints, or that there are not.
    """
    name = request.colorizer or registry.DEFAULT
    inference = Inference(request.device)
    colorizer = inference.load(name)
    style = None
    if request.style is not None:
        check_style(colorizer.card)
        style = read_photo_file(request.style, request.max_pixels).gray
        claims.protect(request.style)
    if request.hints is not None:
        claims.protect(request.hints)
        if request.alternatives and Capability.HINTS not in colorizer.card.capabilities:
            raise BadParameter(
                f"The alternatives of {colorizer.card.title} would be without the hints. Leave out "
                "--hints or --alternatives."
            )
    if (request.alternatives or request.confidence) and (
        Capability.DISTRIBUTION not in colorizer.card.capabilities
    ):
        raise NoDistribution(
            f"{colorizer.card.title} predicts a single colour for each place: it has no "
            "alternatives and does not say how sure it is. Leave out --alternatives and "
            "--confidence, or choose another colorizer."
        )
    say_what_is_ignored(colorizer.card, request.settings)
    device = colorizer.device
    click.echo(f"Device: {device.title}, {device.precision}", err=True)
    failed = done = 0
    steps = 2 + request.alternatives
    with tqdm(total=len(jobs) * steps, disable=None, bar_format=_BAR, file=sys.stderr) as bar:
        try:
            for job in jobs:
                bar.set_description_str(job.source.name)
                try:
                    _color(job, name, request, style, inference, claims, bar.update)
                except ColorizeError as error:
                    failed += 1
                    _tell(bar, f"Error: {_named(error, job.source)}")
                except (MemoryError, RuntimeError) as error:
                    if not is_out_of_memory(error):
                        raise
                    failed += 1
                    _tell(bar, f"Error: {job.source.name}: there is not enough memory for it.")
                done += 1
                bar.update(done * steps - bar.n)
        except (KeyboardInterrupt, SystemExit):
            if len(jobs) > 1:
                _tell(
                    bar,
                    f"{done} of {len(jobs)} photos are done. With --keep the same command goes on "
                    "with the others.",
                )
            raise
    return failed


def _color(
    job: Job,
    name: str,
    request: Request,
    style: NDArray[Any] | None,
    inference: Inference,
    claims: Claims,
    progress: Callable[[float], object],
) -> None:
    card = registry.card(name)
    settings = card.defaults.changed(request.settings)
    claims.check(job.target, job.source)
    photo = read_photo_file(job.source, request.max_pixels)
    hints = None
    if request.hints is not None:
        hints = read_hints(bytes_of(request.hints), request.hints.name, request.max_pixels)
        check_hints(hints, photo.gray.shape)
    to_network = hints if Capability.HINTS in card.capabilities else None
    with inference.turn():
        inferred = inference.predict(name, photo.gray, style, request.working_size, to_network)
    progress(1)
    prediction = inferred.prediction
    notes = [*photo.notes, *inferred.notes]
    if prediction.classes:
        notes.append(f"looks like: {_likeliest(prediction.classes)}")

    def write(path: Path, recomposition: Recomposition) -> None:
        claims.claim(path, job.source)
        for note in write_photo(path, recomposition, photo, progress):
            if note not in notes:
                notes.append(note)
        click.echo(click.format_filename(path))

    found, contents = [], None
    if request.alternatives:
        contents = inference.contents(prediction)
        found = candidates(prediction, request.alternatives, contents=contents)
    for number, candidate in enumerate(found, 1):
        path = job.alternative(number)
        write(path, alternative(prediction, photo.gray, candidate, settings))
        click.echo(f"{path.name}: {_described(candidate, contents)}", err=True)
    if len(found) < request.alternatives:
        notes.append(f"This photo has {len(found)} alternatives.")
    if request.confidence:
        claims.claim(job.confidence, job.source)
        write_gray(job.confidence, ConfidenceMap(prediction, photo.gray, request.confidence))
        click.echo(click.format_filename(job.confidence))
    # Last, because a run that is stopped and goes on with --keep takes it for all of the photo's.
    if hints is None or to_network is not None:
        write(job.target, automatic(prediction, photo.gray, settings))
    else:
        write(job.target, hinted(prediction, photo.gray, hints, settings))
    for note in notes:
        click.echo(f"{job.source.name}: {note}", err=True)


def _described(candidate: Candidate, contents: ContentMap | None) -> str:
    shown = None if contents is None else contents.of(candidate.mask)
    colour = f"{candidate.name}, {100 * candidate.probability:.0f} %"
    return colour if shown is None else f"{shown}: {colour}"


def _likeliest(classes: Sequence[ClassProbability]) -> str:
    return ", ".join(
        f"{known.label} {100 * known.probability:.0f} %" for known in classes[:_CLASSES]
    )


def _named(error: ColorizeError, source: Path) -> str:
    text = str(error)
    return text if source.name in text else f"{source.name}: {text}"


def _tell(bar: tqdm, text: str) -> None:
    bar.clear()
    click.echo(text, err=True)

# SPDX-License-Identifier: GPL-3.0-or-later
"""From the photo's layer to the group of layers with its colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from gi.repository import Gimp

import backend_starter
from backend_client import BackendClient, Pixels
from colored_photo import ColoredPhoto
from installation import Installation
from layers import photo_layer
from layers.color_group import ColorGroup
from layers.group_record import GroupRecord
from layers.layer_names import alternative_name
from progress import Progress
from translation import _

T = TypeVar("T")


@dataclass(frozen=True)
class Wishes:
    """What the artist asked for.

    Attributes
    ----------
    colorizer : str
    temperature : float
        0..2; 0 takes the most probable colour everywhere.
    vividness : float
        0..1
    saturation : float
        0..2
    alternatives : int
        0..8
    """

    colorizer: str
    temperature: float
    vividness: float
    saturation: float
    alternatives: int

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters of one picture, as the backend names them."""
        return {
            "temperature": self.temperature,
            "vividness": self.vividness,
            "saturation": self.saturation,
        }


def colorize(
    image: Gimp.Image, photo: Gimp.Layer, wishes: Wishes, installation: Installation
) -> tuple[Gimp.GroupLayer, list[str]]:
    """Colour `photo` and put the result above it.

    Everything slow, the backend above all, comes first; the image is touched last, in one short
    step of undo.

    Returns
    -------
    group : Gimp.GroupLayer
    notes : list of str
        What the artist should know, for instance that the graphics card ran out of memory.

    Raises
    ------
    ColorizeError
        Any of its kinds; the image is then as it was.
    """
    colorizer = installation.colorizer(wishes.colorizer)
    progress = Progress(_("Colorize (Auto)"))
    try:
        client = progress.wait_for(lambda say: backend_starter.ready_backend(installation, say))
        progress.say(_("Looking at the photo…"))
        plane = photo_layer.gray_plane(image, photo)
        colored = ColoredPhoto(client, plane, wishes.colorizer)
        name = _("Colorize: {colorizer}").format(colorizer=colorizer.title)
        with ColorGroup(image, photo, name) as group:
            _fill(group, colored, wishes, progress)
            group.cover_like_photo()
            group.note(
                GroupRecord(
                    version=installation.version,
                    photo=colored.identity,
                    content=colored.content,
                    layer=photo.get_tattoo(),
                    colorizer=wishes.colorizer,
                    alternatives=wishes.alternatives,
                    **wishes.parameters,
                )
            )
            # No progress bar, no Cancel: the last step is done wholly or not at all.
            progress.end()
            return group.move_above_photo(), colored.notes
    finally:
        progress.end()


def _fill(group: ColorGroup, photo: ColoredPhoto, wishes: Wishes, progress: Progress) -> None:
    """Add the alternatives, the most probable on top, and the colour layer beneath them."""
    client = photo.client

    def asked(call: Callable[[str], T]) -> T:
        return progress.wait_for(_patient(client, lambda: photo.ask(call)))

    candidates = []
    if wishes.alternatives:
        candidates = asked(lambda identity: client.candidates(identity, wishes.alternatives))
    requests: list[tuple[str, Callable[[str], Pixels]]] = [
        (
            alternative_name(number, candidate["name"], candidate["probability"]),
            partial(client.alternative, candidate=candidate["index"], parameters=wishes.parameters),
        )
        for number, candidate in enumerate(candidates, start=1)
    ]
    requests.append((_("Colour"), partial(client.color, parameters=wishes.parameters)))
    for number, (name, request) in enumerate(requests, start=1):
        progress.say(_("Adding “{name}”…").format(name=name))
        pixels = asked(request)
        group.add(
            name,
            pixels,
            visible=number == len(requests),
            reached=partial(_reached, progress, number, len(requests)),
        )


def _reached(progress: Progress, number: int, layers: int, fraction: float) -> None:
    progress.reached((number - 1 + fraction) / layers)


def _patient(client: BackendClient, call: Callable[[], T]) -> Callable[[Callable[[str], None]], T]:
    """Make `call` report what the backend says while it is busy with something else."""

    def work(report: Callable[[str], None]) -> T:
        client.on_wait = report
        return call()

    return work

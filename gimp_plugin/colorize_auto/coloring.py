# SPDX-License-Identifier: GPL-3.0-or-later
"""From the photo's layer to the layers with its colours."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from gi.repository import Gimp

from alternative_colors import Alternative, alternatives
from colored_photo import ColoredPhoto
from colored_photos import ColoredPhotos
from installation import Installation
from layers import color_tags, merged_copy
from layers.color_group import ColorGroup
from layers.group_record import GroupRecord, packed_style
from layers.photo_part import PhotoPart
from progress import Progress
from translation import _
from wishes import Wishes

T = TypeVar("T")


def colorize(
    image: Gimp.Image,
    photo: Gimp.Layer,
    part: PhotoPart,
    wishes: Wishes,
    installation: Installation,
    photos: ColoredPhotos,
) -> tuple[Gimp.Layer, list[str]]:
    """Colour `part` of `photo` and put the result above it.

    Everything slow, the backend above all, comes first; the image is touched last, in one short
    step of undo.

    Parameters
    ----------
    image : Gimp.Image
    photo : Gimp.Layer
    part : PhotoPart
    wishes : Wishes
    installation : Installation
    photos : ColoredPhotos
        What the network has seen already, of a preview for instance, it does not see again.

    Returns
    -------
    layer : Gimp.Layer
        The group of colours, or the merged copy.
    notes : list of str
        What the artist should know, for instance that the graphics card ran out of memory.

    Raises
    ------
    ColorizeError
        Any of its kinds; the image is then as it was.
    """
    progress = Progress(_("Colorize (Auto)"))
    try:
        photos.forget_backend()  # a preview may have been left alone until the backend ended
        colored = progress.wait_for(lambda say: photos.get(part, wishes.look, say))
        progress.say(_("Looking at the photo…"))
        run = _Run(colored, progress)
        title = installation.colorizer(wishes.look.colorizer).title
        if wishes.merged:
            layer = _merged(image, photo, part, wishes, title, run)
        else:
            record = _record(photo, part, wishes, installation)
            layer = _group(image, photo, part, wishes, title, record, run)
        return layer, colored.notes
    finally:
        progress.end()


class _Run:
    """The backend's answers, with the progress bar kept moving."""

    def __init__(self, photo: ColoredPhoto, progress: Progress):
        self.photo = photo
        self.progress = progress

    def ask(self, call: Callable[[str], T]) -> T:
        """Make a call about the photo in the background."""
        return self.progress.ask(self.photo.client, partial(self.photo.ask, call))


def _merged(
    image: Gimp.Image, photo: Gimp.Layer, part: PhotoPart, wishes: Wishes, title: str, run: _Run
) -> Gimp.Layer:
    pixels = run.ask(partial(run.photo.client.color, parameters=wishes.parameters))
    name = _("{photo}, coloured by {colorizer}").format(photo=photo.get_name(), colorizer=title)
    progress = run.progress
    return merged_copy.place(image, photo, part, name, pixels, progress.reached, progress.end)


def _group(
    image: Gimp.Image,
    photo: Gimp.Layer,
    part: PhotoPart,
    wishes: Wishes,
    title: str,
    record: Callable[[ColoredPhoto], GroupRecord],
    run: _Run,
) -> Gimp.GroupLayer:
    """Make the group: the alternatives, the most probable on top, and the colour layer beneath."""
    name = (
        _("Colorize: {colorizer}") if part.selection is None else _("Colorize: {colorizer}, part")
    )
    client = run.photo.client
    listed: list[Alternative] = []
    if wishes.alternatives:
        listed = run.ask(lambda identity: alternatives(client, identity, part, wishes.alternatives))
    steps = len(listed) + 1
    with ColorGroup(image, photo, name.format(colorizer=title), part.area) as group:
        for number, alternative in enumerate(listed):
            run.progress.say(_adding(alternative.name))
            region = alternative.mask_region
            group.add(
                alternative.name,
                run.ask(partial(alternative.pixels, client, parameters=wishes.parameters)),
                visible=False,
                reached=partial(_reached, run.progress, number, steps),
                region=run.ask(partial(client.region_mask, region=region)) if region else None,
                tag=color_tags.nearest(alternative.color),
            )
        run.progress.say(_adding(_("Colour")))
        group.add(
            _("Colour"),
            run.ask(partial(client.color, parameters=wishes.parameters)),
            visible=True,
            reached=partial(_reached, run.progress, steps - 1, steps),
        )
        group.cover_like_photo(part.selection)
        group.note(record(run.photo))
        # No progress bar, no Cancel: the last step is done wholly or not at all.
        run.progress.end()
        return group.move_above_photo()


def _record(
    photo: Gimp.Layer, part: PhotoPart, wishes: Wishes, installation: Installation
) -> Callable[[ColoredPhoto], GroupRecord]:
    def record(colored: ColoredPhoto) -> GroupRecord:
        return GroupRecord(
            version=installation.version,
            photo=colored.identity,
            content=colored.content,
            layer=photo.get_tattoo(),
            colorizer=wishes.look.colorizer,
            working_size=wishes.look.working_size,
            alternatives=wishes.alternatives,
            area=part.recorded_area,
            style=packed_style(wishes.look.style) if wishes.look.style else "",
            **wishes.parameters,
        )

    return record


def _adding(name: str) -> str:
    return _("Adding “{name}”…").format(name=name)


def _reached(progress: Progress, number: int, layers: int, fraction: float) -> None:
    progress.reached((number + fraction) / layers)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The colours that the artist picked become layers, at full size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from gi.repository import Gimp

from backend_access.client import Pixels, Plane
from backend_words import color_name
from installation import Installation
from layers import color_layer, color_tags, placing
from layers.color_group import ColorGroup
from layers.layer_names import region_color_name
from layers.scratch_image import ScratchImage
from photo_regions import AUTOMATIC, Candidate, PhotoRegions, Region
from photo_subject import Subject
from photo_task import PhotoTask, adding
from translation import _

# add(name, pixels, visible, reached, region, tag) makes a layer beneath those that are there.
AddLayer = Callable[[str, Pixels, bool, Callable[[float], None], Plane, Gimp.ColorTag], Gimp.Layer]


@dataclass(frozen=True)
class Pick:
    """A colour for a region.

    Attributes
    ----------
    region : Region
    part : str
        The region, for people, as `layer_names.part_name` gives it.
    candidate : Candidate
    """

    region: Region
    part: str
    candidate: Candidate

    @property
    def name(self) -> str:
        """The layer's name."""
        color = color_name(self.candidate.name)
        if self.candidate.index == AUTOMATIC:
            color = _("automatic {color}").format(color=color)
        return region_color_name(self.part, color, self.candidate.probability)


def add(
    task: PhotoTask,
    subject: Subject,
    regions: PhotoRegions,
    picks: Sequence[Pick],
    installation: Installation,
    hidden_from: int | None = None,
) -> list[Gimp.Layer]:
    """Add a layer for each pick to the photo's colours, the first on top, as one step of undo.

    A photo without colours gets its group and its automatic colours in the same step.

    Parameters
    ----------
    task : PhotoTask
        Its progress bar is shown, and taken away before the image is touched.
    hidden_from : int, optional
        The layers of this pick and of later ones are hidden; none is when None.

    Raises
    ------
    ColorizeError
        Any of its kinds; the image is then as it was.
    """
    if subject.group is None:
        return _with_new_group(task, subject, regions, picks, installation, hidden_from)
    with ScratchImage(subject.image) as scratch:
        add_layer = partial(color_layer.build, scratch.image, None, subject.area)
        layers = _build(task, regions, picks, add_layer, hidden_from)
        task.finish()
        return placing.into(subject.image, subject.group, layers, task.record)


def _with_new_group(
    task: PhotoTask,
    subject: Subject,
    regions: PhotoRegions,
    picks: Sequence[Pick],
    installation: Installation,
    hidden_from: int | None,
) -> list[Gimp.Layer]:
    colorizer = installation.colorizer(subject.record.colorizer)
    name = _("Colorize: {colorizer}").format(colorizer=colorizer.title)
    with ColorGroup(subject.image, subject.photo, name) as group:
        _build(task, regions, picks, group.add, hidden_from)
        name = _("Colour")
        pixels = task.ask(adding(name), lambda photo: regions.automatic())
        group.add(name, pixels, True, task.reached)
        group.cover_like_photo()
        group.note(task.record)
        task.finish()
        placed: list[Gimp.Layer] = group.move_above_photo().get_children()
    return placed[: len(picks)]


def _build(
    task: PhotoTask,
    regions: PhotoRegions,
    picks: Sequence[Pick],
    add_layer: AddLayer,
    hidden_from: int | None,
) -> list[Gimp.Layer]:
    layers = []
    for number, pick in enumerate(picks):
        text = adding(pick.name)
        pixels = task.ask(text, partial(_pixels, regions, pick))
        mask = task.ask(text, partial(_mask, regions, pick))
        visible = hidden_from is None or number < hidden_from
        reached = task.reached_of(number, len(picks))
        tag = color_tags.nearest(pick.candidate.name)
        layer = add_layer(pick.name, pixels, visible, reached, mask, tag)
        layers.append(layer)
    return layers


def _pixels(regions: PhotoRegions, pick: Pick, photo: str) -> Pixels:
    return regions.alternative(pick.region, pick.candidate.index)


def _mask(regions: PhotoRegions, pick: Pick, photo: str) -> Plane:
    return regions.mask(pick.region)

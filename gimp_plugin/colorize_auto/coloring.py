# SPDX-License-Identifier: GPL-3.0-or-later
"""From the photo's layer to the layers with its colours."""

from __future__ import annotations

from functools import partial

from gi.repository import Gimp

from alternative_colors import Alternative, alternatives
from colored_photo import ColoredPhoto
from colored_photos import ColoredPhotos
from installation import Installation
from layers import color_tags, merged_copy
from layers.color_group import ColorGroup
from layers.group_record import GroupRecord, packed_style
from layers.photo_part import PhotoPart
from photo_task import PhotoTask, adding
from progress import Progress
from translation import _
from wishes import Wishes


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

    def look_up(progress: Progress) -> ColoredPhoto:
        photos.forget_backend()  # a preview may have been left alone until the backend ended
        return progress.wait_for(lambda say: photos.get(part, wishes.look, say))

    record = _record(photo, part, wishes, installation)
    with PhotoTask(_("Colorize (Auto)"), photo, record, look_up) as task:
        title = installation.colorizer(wishes.look.colorizer).title
        make = _merged if wishes.merged else _group
        return make(image, photo, part, wishes, title, task), task.colored.notes


def _merged(
    image: Gimp.Image,
    photo: Gimp.Layer,
    part: PhotoPart,
    wishes: Wishes,
    title: str,
    task: PhotoTask,
) -> Gimp.Layer:
    pixels = task.ask(
        _("Looking at the photo…"), partial(task.client.color, parameters=wishes.parameters)
    )
    name = _("{photo}, coloured by {colorizer}").format(photo=photo.get_name(), colorizer=title)
    return merged_copy.place(image, photo, part, name, pixels, task.reached, task.finish)


def _group(
    image: Gimp.Image,
    photo: Gimp.Layer,
    part: PhotoPart,
    wishes: Wishes,
    title: str,
    task: PhotoTask,
) -> Gimp.GroupLayer:
    """Make the group: the alternatives, the most probable on top, and the colour layer beneath."""
    name = (
        _("Colorize: {colorizer}") if part.selection is None else _("Colorize: {colorizer}, part")
    )
    client = task.client
    listed: list[Alternative] = []
    if wishes.alternatives:
        listed = task.ask(
            _("Looking at the photo…"),
            lambda identity: alternatives(client, identity, part, wishes.alternatives),
        )
    with ColorGroup(image, photo, name.format(colorizer=title), part.area) as group:
        for number, alternative in enumerate(listed):
            text, region = adding(alternative.name), alternative.mask_region
            pixels = partial(alternative.pixels, client, parameters=wishes.parameters)
            mask = partial(client.region_mask, region=region) if region else None
            group.add(
                alternative.name,
                task.ask(text, pixels),
                visible=False,
                reached=task.reached_of(number, len(listed) + 1),
                region=task.ask(text, mask) if mask else None,
                tag=color_tags.nearest(alternative.color),
            )
        color = partial(client.color, parameters=wishes.parameters)
        group.add(
            _("Colour"),
            task.ask(adding(_("Colour")), color),
            visible=True,
            reached=task.reached_of(len(listed), len(listed) + 1),
        )
        group.cover_like_photo(part.selection)
        group.note(task.record)
        # No progress bar, no Cancel: the last step is done wholly or not at all.
        task.finish()
        return group.move_above_photo()


def _record(
    photo: Gimp.Layer, part: PhotoPart, wishes: Wishes, installation: Installation
) -> GroupRecord:
    colorizer = installation.colorizer(wishes.look.colorizer)
    return GroupRecord(
        version=installation.version,
        photo="",
        content="",
        layer=photo.get_tattoo(),
        layer_name=photo.get_name(),
        colorizer=wishes.look.colorizer,
        working_size=wishes.look.working_size,
        alternatives=wishes.alternatives if colorizer.knows_alternatives else None,
        area=part.recorded_area,
        style=packed_style(wishes.look.style) if wishes.look.style else "",
        style_file=wishes.style_file,
        **wishes.parameters,
    )

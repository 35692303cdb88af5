# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters > Colorize > Confidence: where the colorizer is unsure, and one has to look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from gi.repository import Gimp

import doubt
import photo_subject
from backend_access.client import Plane
from commands import colorizer_arguments
from commands.command import FLAGS, Call, Command, Values
from installation import Colorizer
from layers import desk_layer, known_groups, placing, replacing, which_photo
from layers.doubt_map import DoubtMap
from layers.scratch_image import ScratchImage
from photo_subject import Subject
from photo_task import PhotoTask
from translation import _

DEFAULT_PERCENT = 25.0
# Pixels of the longer side of the small copy in which the limits are sought, and of the map from
# which regions without specks are made.
SMALL = 256
EVEN = 1024


class Confidence(Command):
    """``plug-in-colorize-confidence``."""

    name = "plug-in-colorize-confidence"

    def describe(self, procedure: Gimp.Procedure) -> None:
        """Set the menu's label, the documentation, the arguments and the values returned."""
        procedure.set_menu_label(_("_Confidence..."))
        procedure.set_documentation(
            _("Show where the colorizer is unsure of its colours"),
            _(
                "Tints the places of the photo at which the colorizer is least sure, so that you "
                "know where to look and where to choose yourself. The tint is a layer of its own "
                "above the colours; hide or delete it when you have seen enough."
            ),
            None,
        )
        choice = Gimp.Choice.new()
        choice.add("layer", 0, _("Layer"), _("A tint over the photo"))
        choice.add("channel", 1, _("Channel"), _("White where the colorizer is unsure"))
        choice.add("selection", 2, _("Selection"), _("The unsure regions are selected"))
        procedure.add_choice_argument(
            "output", _("Show _as"), _("What becomes of it."), choice, "layer", FLAGS
        )
        add_arguments(procedure)
        procedure.add_item_return_value(
            "item", _("Item"), _("The layer or the channel; none for a selection"), True, FLAGS
        )

    def execute(self, call: Call) -> Values | None:
        """Show where the colorizer is unsure."""
        subject = chosen(call)
        if call.interactive:
            from windows import arguments_window

            if not arguments_window.ask(
                call.procedure,
                call.config,
                _("Confidence"),
                _(
                    "Shows where the colorizer is unsure of its colours. No number is right for "
                    "all photos: say how much of this one you want to look at."
                ),
                ["output", "percent"] if subject.group else ["output", "percent", "colorizer"],
                sliders={"percent": 0},
            ):
                return None
            call.check_open()
            subject = chosen(call)
        output = call.config.get_property("output")
        if output == "selection":
            select(call, subject)
            return [(Gimp.Item, None)]
        name = _name(call.installation.colorizer(subject.record.colorizer))
        with doubt_map(call, subject, doubt.shown) as (task, found):
            if output == "channel":
                task.finish()
                return [(Gimp.Item, found.add_channel(subject.image, subject.photo, name))]
            maps = which_photo.desk_layers_of(subject.photo, subject.group, desk_layer.CONFIDENCE)
            before = which_photo.nearest(maps, call.drawables)
            with ScratchImage(subject.image) as scratch:
                if before is None:
                    layer = found.layer(scratch.image, name)
                else:
                    layer = found.successor(scratch.image, before)
                part = known_groups.with_part(subject.group)
                desk_layer.mark(layer, desk_layer.CONFIDENCE, subject.photo, part=part)
                task.finish()
                if before is None:
                    added = placing.above(subject.image, subject.group or subject.photo, layer)
                else:
                    # A name that the artist has given stays.
                    own = before.get_name() not in _names(call)
                    added = replacing.in_place(subject.image, before, layer, None if own else name)
                return [(Gimp.Item, added)]


def _name(colorizer: Colorizer) -> str:
    return _("Confidence: {colorizer}").format(colorizer=colorizer.title)


def _names(call: Call) -> list[str]:
    return [_name(colorizer) for colorizer in call.installation.colorizers]


def add_arguments(procedure: Gimp.Procedure) -> None:
    """Add what a map of confidence and a selection made of it have in common."""
    procedure.add_double_argument(
        "percent",
        _("Least sure _part, %"),
        _("How much of the photo counts as unsure, in percent: always the least sure places."),
        1.0,
        90.0,
        DEFAULT_PERCENT,
        FLAGS,
    )
    colorizer_arguments.add_colorizer(procedure)


def chosen(call: Call) -> Subject:
    """Give the photo that is selected, and its colours."""
    return photo_subject.choose(
        call.image,
        call.drawables,
        call.installation,
        call.config.get_property("colorizer"),
        distribution=True,
    )


@contextmanager
def doubt_map(
    call: Call, subject: Subject, ramp: doubt.Limits
) -> Iterator[tuple[PhotoTask, DoubtMap]]:
    """Give the map; the progress bar is shown until `PhotoTask.finish`."""
    share = call.config.get_property("percent") / 100
    with PhotoTask.of(subject, call.installation, _("Confidence")) as task:
        text = _("Looking where the colorizer is unsure…")
        longest = max(subject.area.width, subject.area.height)

        def confidence(photo: str, size: int) -> Plane:
            return task.client.confidence(photo, size if size < longest else None)

        small = task.ask(text, lambda photo: confidence(photo, SMALL).values())
        limits = ramp(small, share)
        plane = task.ask(text, partial(confidence, size=EVEN if limits.even else longest))
        with DoubtMap(plane, subject.area, limits, task.reached) as found:
            yield task, found


def select(call: Call, subject: Subject) -> None:
    """Select the unsure regions."""
    with doubt_map(call, subject, doubt.selected) as (task, found):
        task.finish()
        found.select(subject.image, subject.photo)

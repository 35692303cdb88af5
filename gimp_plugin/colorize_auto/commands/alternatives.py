# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters > Colorize > Pick Alternatives: other likely colours, region by region."""

from __future__ import annotations

from dataclasses import replace

from gi.repository import Gimp

import adding_alternatives
import photo_subject
import region_shape
import unseen_colors
from adding_alternatives import Pick
from commands import colorizer_arguments, dials
from commands.command import FLAGS, Call, Command, Values
from errors import ColorizeError
from layers import placing
from layers.layer_names import part_name, place_name
from photo_regions import MOST_COLORS, DrawnRegion, FoundRegion, PhotoRegions, Region
from photo_subject import Subject
from photo_task import PhotoTask
from selected_region import SELECTION, NothingSelected, selected_region
from translation import _

MOST_REGIONS = 40
# Long side of the mask that tells where a region lies.
GLANCE = 128


class Alternatives(Command):
    """``plug-in-colorize-alternatives``."""

    name = "plug-in-colorize-alternatives"

    def describe(self, procedure: Gimp.Procedure) -> None:
        """Set the menu's label, the documentation, the arguments and the values returned."""
        procedure.set_menu_label(_("Pick _Alternatives..."))
        procedure.set_documentation(
            _("Choose among the likely colours of a part of the photo"),
            _(
                "Shows the likely colours of the selection, or of a part of the photo that you "
                "click, and adds those you choose as layers with a mask. The photo itself is not "
                "changed."
            ),
            None,
        )
        default = colorizer_arguments.add_colorizer(procedure)
        colorizer_arguments.add_decoder(procedure, default)
        procedure.add_int_argument(
            "region",
            _("_Region"),
            _("The number of a part that was found automatically, from 0; -1 for the selection."),
            SELECTION,
            MOST_REGIONS - 1,
            SELECTION,
            FLAGS,
        )
        procedure.add_boolean_argument(
            "whole",
            _("_Whole thing"),
            _("Take all parts that are probably of one thing with the part of this number."),
            False,
            FLAGS,
        )
        procedure.add_int_argument(
            "candidate",
            _("_Candidate"),
            _("Which of its colours: 0 is the automatic one, 1 the likeliest other one."),
            0,
            MOST_COLORS - 1,
            1,
            FLAGS,
        )
        procedure.add_int_argument(
            "count",
            _("Cou_nt"),
            _("How many colours to add, from this one on; only the first is visible."),
            1,
            MOST_COLORS,
            1,
            FLAGS,
        )
        procedure.add_layer_return_value(
            "layer", _("Layer"), _("The first of the new layers"), True, FLAGS
        )

    def execute(self, call: Call) -> Values | None:
        """Let the artist pick, or take what the arguments say."""
        if call.interactive:
            dials.start_from_card(call.config, call.installation.default)
        subject = _subject(call)
        placing.check_unlocked(subject.group)  # now, and not when the artist has picked
        if call.interactive:
            from windows import alternatives_session

            layers = alternatives_session.run(call, subject)
            if not layers:
                return None
            unseen_colors.tell(layers[0], subject.photo)
            return [(Gimp.Layer, layers[0])]
        region = _region(call, subject)
        candidate = call.config.get_property("candidate")
        with PhotoTask.of(subject, call.installation, _("Pick Alternatives")) as task:
            regions = PhotoRegions(task.colored, subject.record.parameters)
            if isinstance(region, FoundRegion) and call.config.get_property("whole"):
                region = _whole(task, regions, region)
            picks = _picks(task, regions, region, subject)
            last = min(candidate + call.config.get_property("count"), len(picks))
            if candidate >= last:
                raise ColorizeError(
                    _("This part has {count} likely colours; choose a lower number.").format(
                        count=len(picks)
                    )
                )
            layers = adding_alternatives.add(
                task,
                subject,
                regions,
                picks[candidate:last],
                call.installation,
                hidden_from=1,
            )
        if call.watched:
            unseen_colors.tell(layers[0], subject.photo)
        return [(Gimp.Layer, layers[0])]


def _subject(call: Call) -> Subject:
    """Give the photo with its colours, or with how the arguments would make them."""
    subject = photo_subject.choose(
        call.image,
        call.drawables,
        call.installation,
        call.config.get_property("colorizer"),
        distribution=True,
    )
    if subject.group is None:
        parameters = colorizer_arguments.decoder_parameters(call.config)
        record = replace(
            subject.record,
            temperature=parameters["temperature"],
            vividness=parameters["vividness"],
            saturation=parameters["saturation"],
        )
        subject = replace(subject, record=record)
    return subject


def _region(call: Call, subject: Subject) -> Region:
    number = call.config.get_property("region")
    if number != SELECTION:
        return FoundRegion(frozenset({number}))
    region = selected_region(subject)
    if region is None:
        raise NothingSelected(
            _("Nothing of the photo is selected. Select the part that is to get another colour.")
        )
    return region


def _whole(task: PhotoTask, regions: PhotoRegions, region: FoundRegion) -> FoundRegion:
    """Give the thing that a found region is of."""
    (number,) = region.numbers
    text = _("Looking for the photo's parts…")
    return FoundRegion(task.ask(text, lambda photo: regions.thing(number)))


def _picks(task: PhotoTask, regions: PhotoRegions, region: Region, subject: Subject) -> list[Pick]:
    """Give all colours of a region."""
    text = _("Looking for likely colours…")
    candidates = task.ask(text, lambda photo: regions.candidates(region))
    if isinstance(region, DrawnRegion):
        otherwise = _("Selection")
    else:
        size = min(GLANCE, max(subject.area.width, subject.area.height))
        mask = task.ask(text, lambda photo: regions.mask(region, size))
        values = mask.values().tobytes()
        otherwise = place_name(*region_shape.place(values, mask.width))
    part = part_name(candidates[0].content, otherwise)
    return [Pick(region, part, candidate) for candidate in candidates]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters > Colorize > Apply Colour Hints: some strokes say what colour things have."""

from __future__ import annotations

import hashlib
from functools import partial

from gi.repository import Gimp

import hint_palette
import likely_colors
import photo_subject
import unseen_colors
from commands import colorizer_arguments
from commands.command import FLAGS, Call, Command, Values
from layers import desk_layer, hint_layer, hinted_layer, placing
from layers.hinted_layer import Placed
from layers.image_name import name_of
from photo_subject import Subject
from photo_task import PhotoTask
from translation import _


class Hints(Command):
    """``plug-in-colorize-hints``."""

    name = "plug-in-colorize-hints"

    def describe(self, procedure: Gimp.Procedure) -> None:
        """Set the menu's label, the documentation, the arguments and the values returned."""
        procedure.set_menu_label(_("Apply Colour _Hints"))
        procedure.set_documentation(
            _("Let the colours of some strokes spread over what they are painted on"),
            _(
                "The first time it adds a layer “Colour hints” to paint on, and a palette of "
                "likely colours for this photo. Then it spreads what you have painted, along the "
                "photo's edges, into a layer “Colour from hints”, and hides the strokes. Choose it "
                "once more to see and paint them again, as often as you like."
            ),
            None,
        )
        colorizer_arguments.add_colorizer(procedure)
        procedure.add_layer_return_value(
            "layer",
            _("Layer"),
            _("The layer to paint on, or the one with their colours"),
            True,
            FLAGS,
        )

    def execute(self, call: Call) -> Values | None:
        """Make the layer to paint on, or spread what is painted on it."""
        colorizer = call.config.get_property("colorizer")
        subject = photo_subject.choose(call.image, call.drawables, call.installation, colorizer)
        hints = hint_layer.find(call.drawables, subject.photo, subject.group)
        layer = _begin(call, subject) if hints is None else _spread(call, subject, hints)
        return [(Gimp.Layer, layer)]


def _begin(call: Call, subject: Subject) -> Gimp.Layer:
    colors = []
    if call.installation.colorizer(subject.record.colorizer).knows_alternatives:
        with PhotoTask.of(subject, call.installation, _("Colour hints")) as task:
            text = _("Looking for likely colours…")
            colors = task.ask(text, partial(likely_colors.ask, task.client))
    layer = hint_layer.add(subject.image, subject.photo, subject.group, subject.area)
    advice = [
        _(
            "Paint some strokes on the layer “{name}” in the colours that you want. Then choose "
            "Filters > Colorize > Apply Colour Hints again."
        ).format(name=layer.get_name())
    ]
    if colors:
        name = _("Colour hints: {image}").format(image=name_of(subject.image))
        palette = hint_palette.offer(name, colors)
        advice.append(
            _(
                "Likely colours for this photo are in the palette “{palette}” "
                "(Windows > Dockable Dialogs > Palettes)."
            ).format(palette=palette)
        )
    if call.watched:
        Gimp.message("\n\n".join(advice))
    return layer


def _spread(call: Call, subject: Subject, hints: Gimp.Layer) -> Gimp.Layer:
    image, photo, group = subject.image, subject.photo, subject.group
    strokes = hint_layer.plane(image, hints, subject.area)
    digest = hashlib.sha256(strokes).hexdigest()
    before = group and hinted_layer.find(group, photo)
    if before is not None and not hints.get_visible() and desk_layer.made_of(before) == digest:
        hint_layer.show(image, hints)
        if call.watched:
            Gimp.message(
                _("Here are your strokes again: paint more, and choose this command once more.")
            )
        return hints
    placing.check_unlocked(group)  # now, and not when the colours have spread
    with PhotoTask.of(subject, call.installation, _("Colour hints")) as task:
        pixels = task.ask(
            _("Spreading your colours…"),
            lambda identity: task.client.hints(identity, strokes, subject.record.parameters),
        )
        making = hinted_layer.Making(hints, digest, task.record, task.reached, task.finish)
        if group is not None:
            placed = hinted_layer.put_into(image, group, photo, subject.area, pixels, making)
        else:
            title = call.installation.colorizer(subject.record.colorizer).title
            name = _("Colorize: {colorizer}").format(colorizer=title)
            placed = hinted_layer.make_group(image, photo, name, pixels, making)
    if call.watched:
        _tell(placed, photo)
    return placed.layer


def _tell(placed: Placed, photo: Gimp.Layer) -> None:
    """Say what the artist might look for in vain."""
    if placed.kept is not None:
        Gimp.message(
            _(
                "“{kept}” was painted on or changed after it was made. It is kept, hidden, beneath "
                "the new layer “{name}”."
            ).format(kept=placed.kept.get_name(), name=placed.layer.get_name())
        )
    unseen_colors.tell(placed.layer, photo)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters > Colorize > Colour by Another Photo: the mood of one photo for another.

References
----------
.. [1] S. Iizuka, E. Simo-Serra, H. Ishikawa, "Let there be Color!", SIGGRAPH 2016, section 4.5.
"""

from __future__ import annotations

from dataclasses import replace

from gi.repository import Gimp

import photo_subject
from commands import colorizer_arguments
from commands.command import FLAGS, Call, Command, Values
from errors import ColorizeError
from installation import Colorizer, Installation, InstallationError
from installation import read as read_installation
from layers import photo_part, style_photo, which_photo
from layers.color_group import ColorGroup
from layers.group_record import packed_style
from layers.image_name import name_of
from photo_subject import Subject
from photo_task import PhotoTask
from translation import _

# Of the paper's network, which is the one that can.
KNOWN_TO_TAKE_STYLE = "iizuka2016"
# Where the photo that gives the mood comes from: one of the two.
SOURCES = ("style-layer", "style-file")


class NoStyle(ColorizeError):
    """There is no colorizer that takes a style, or no photo that gives one."""


class Style(Command):
    """``plug-in-colorize-style``."""

    name = "plug-in-colorize-style"

    def describe(self, procedure: Gimp.Procedure) -> None:
        """Set the menu's label, the documentation, the arguments and the values returned."""
        procedure.set_menu_label(_("Colour by Another _Photo..."))
        procedure.set_documentation(
            _("Colour a photo in the mood of another one"),
            _(
                "What another photo shows as a whole, a beach in the evening say, guides the "
                "colours of this one. The result is a group of colours beside those that are "
                "there already. With a selection, only what is selected is coloured."
            ),
            None,
        )
        procedure.add_drawable_argument(
            "style-layer",
            _("Open _image"),
            _("The photo that gives the mood: a layer of any image that is open."),
            True,
            FLAGS,
        )
        procedure.add_file_argument(
            "style-file",
            _("Or a _file"),
            _("The photo that gives the mood: a file, where no open image is chosen."),
            Gimp.FileChooserAction.OPEN,
            True,
            None,
            FLAGS,
        )
        choice = colorizer_arguments.choice_of(_able())
        if not choice.list_nicks():
            choice.add(KNOWN_TO_TAKE_STYLE, 0, KNOWN_TO_TAKE_STYLE, "")
        procedure.add_choice_argument(
            "colorizer",
            _("Colori_zer"),
            _("The trained network that finds the colours."),
            choice,
            choice.list_nicks()[0],
            FLAGS,
        )
        procedure.add_group_layer_return_value(
            "group", _("Group"), _("The layer group with the colours"), True, FLAGS
        )

    def execute(self, call: Call) -> Values | None:
        """Colour the selected photo in the style of another one."""
        able = [
            colorizer.name for colorizer in call.installation.colorizers if colorizer.takes_style
        ]
        if not able:
            raise NoStyle(
                _(
                    "No colorizer that is installed here takes the style of another photo; "
                    "“{colorizer}” does. Newer versions of Colorize (Auto) bring it: update the "
                    "program, run “python3 install.py” in its folder and start GIMP again."
                ).format(colorizer=KNOWN_TO_TAKE_STYLE)
            )
        photo = which_photo.choose(call.drawables).photo
        # GIMP keeps no layer among the last values; a person can choose one again.
        if call.interactive or (call.watched and not _has_source(call.config)):
            from windows import arguments_window

            if not arguments_window.ask(
                call.procedure,
                call.config,
                _("Colour by Another Photo"),
                _(
                    "Choose a photo whose mood you want: an image that is open in GIMP, or a "
                    "file. Only its light counts; it may be black-and-white itself."
                ),
                [*SOURCES] + ["colorizer"] * (len(able) > 1),
                one_of=SOURCES,
            ):
                return None
            call.check_open()
        return [(Gimp.GroupLayer, _color(call, photo))]


def _color(call: Call, photo: Gimp.Layer) -> Gimp.GroupLayer:
    style, style_name, style_file = _style(call.config)
    card = call.installation.colorizer(call.config.get_property("colorizer"))
    part = photo_part.choose(call.image, photo, selected_part_only=True)
    fresh = photo_subject.fresh_record(photo, card, call.installation)
    record = replace(
        fresh, style=packed_style(style), style_file=style_file, area=part.recorded_area
    )
    subject = Subject(call.image, photo, None, record)
    name = _("Colorize: {colorizer}, after {photo}").format(colorizer=card.title, photo=style_name)
    with PhotoTask.of(subject, call.installation, _("Colour by Another Photo")) as task:
        pixels = task.ask(
            _("Looking at both photos…"),
            lambda identity: task.client.color(identity, subject.record.parameters),
        )
        with ColorGroup(call.image, photo, name, part.area) as group:
            group.add(_("Colour"), pixels, visible=True, reached=task.reached)
            group.cover_like_photo(part.selection)
            group.note(task.record)
            task.finish()
            placed = group.move_above_photo()
        for note in task.colored.notes:
            Gimp.message(note)
        return placed


def _has_source(config: Gimp.ProcedureConfig) -> bool:
    return any(config.get_property(name) is not None for name in SOURCES)


def _style(config: Gimp.ProcedureConfig) -> tuple[bytes, str, str]:
    """Give the photo that gives the style: its plane, small, its name for people, its URI or ""."""
    layer, file = (config.get_property(name) for name in SOURCES)
    if layer is not None and file is not None:
        raise NoStyle(
            _("Both an open image and a file are given for the mood. Choose one of them.")
        )
    if layer is not None:
        return style_photo.gray_plane_of(layer), name_of(layer.get_image()), ""
    if file is not None:
        return style_photo.gray_plane(file.get_uri()), file.get_basename(), file.get_uri()
    raise NoStyle(_("Choose the photo that gives the mood: a layer of an open image, or a file."))


def _able() -> list[Colorizer]:
    try:
        installed: Installation = read_installation()
    except InstallationError:
        return []
    return [colorizer for colorizer in installed.colorizers if colorizer.takes_style]

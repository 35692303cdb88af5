# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters > Colorize > Colour Frames: an animation in steady colours.

References
----------
.. [1] V. Billaut, M. de Rochemonteix, M. Thibault, "ColorUNet: A convolutional classification
   approach to colorization", 2018, section 4.3.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from gi.repository import Gimp

from backend_access import starter
from backend_access.client import BackendClient, BackendError, Pixels
from commands import colorizer_arguments, dials
from commands.command import ANY_IMAGE, FLAGS, Call, Command, Values
from decoding import DECODER
from layers import frames, photo_layer, presence
from layers.scratch_image import ScratchImage
from progress import Progress
from translation import _


class Frames(Command):
    """``plug-in-colorize-frames``."""

    name = "plug-in-colorize-frames"
    sensitivity = ANY_IMAGE

    def describe(self, procedure: Gimp.Procedure) -> None:
        """Set the menu's label, the documentation, the arguments and the values returned."""
        procedure.set_menu_label(_("Colour _Frames..."))
        procedure.set_documentation(
            _("Colour an animation whose frames are layers"),
            _(
                "Makes a new image with every frame in colour, ready to be played and exported. "
                "What the colorizer says of each frame is averaged with what it said of those "
                "before, so that the colours do not flicker. The original is not changed."
            ),
            None,
        )
        default = colorizer_arguments.add_colorizer(procedure)
        colorizer_arguments.add_decoder(procedure, default)
        procedure.add_image_return_value(
            "film", _("Film"), _("The new image with the coloured frames"), True, FLAGS
        )

    def execute(self, call: Call) -> Values | None:
        """Colour all frames of the image."""
        frames.check(call.image)
        if call.interactive:
            from windows import arguments_window, slider

            dials.follow_choice(call.config, call.installation)
            if not arguments_window.ask(
                call.procedure,
                call.config,
                _("Colour Frames"),
                _(
                    "Colours every layer as a frame of an animation, in steady colours. The "
                    "result is a new image; this one is not changed."
                ),
                ["colorizer", *DECODER],
                sliders=dict.fromkeys(DECODER, slider.DIGITS),
            ):
                return None
            call.check_open()
        progress = Progress(_("Colour Frames"))
        try:
            film = _color(call, progress)
        finally:
            progress.end()
        if call.watched:
            Gimp.Display.new(film)
        return [(Gimp.Image, film)]


def _color(call: Call, progress: Progress) -> Gimp.Image:
    """Colour one frame after the other; no more than one is in memory besides GIMP's own."""
    client = progress.wait_for(lambda say: starter.ready_backend(call.installation, say))
    presence.check(call.image)
    film = _Film(client, progress, call.config)
    with frames.whole_frames(call.image) as (image, found), ScratchImage(image) as made:
        made.image.set_resolution(*image.get_resolution()[1:])
        for number, frame in enumerate(found, start=1):
            text = _("Frame {number} of {count}…").format(number=number, count=len(found))
            presence.check(frame)
            pixels = film.next(photo_layer.gray_plane(image, frame), text)
            presence.check(frame)
            frames.add_colored(made.image, frame, pixels)
            progress.reached(number / len(found))
        film.end()
        made.image.undo_enable()
        return made.keep()


class _Film:
    """The frames at the backend, of which it keeps the newest."""

    def __init__(self, client: BackendClient, progress: Progress, config: Gimp.ProcedureConfig):
        self._client = client
        self._progress = progress
        self._colorizer = config.get_property("colorizer")
        self._parameters = colorizer_arguments.decoder_parameters(config)
        self._newest: str | None = None

    def next(self, plane: bytes, text: str) -> Pixels:
        """Give the colours of the next frame, which go on from those before.

        Raises
        ------
        BackendError
        """
        self._progress.say(text)
        send = partial(
            self._client.post_photo, plane, colorizer=self._colorizer, follows=self._newest
        )
        facts = self._progress.ask(self._client, send)
        self.end()
        self._newest = str(facts["id"])
        color = partial(self._client.color, self._newest, self._parameters)
        return self._progress.ask(self._client, color)

    def end(self) -> None:
        """Let the backend forget the newest frame; the one after it holds what it needs."""
        if self._newest is not None:
            with suppress(BackendError):
                self._client.delete(self._newest)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A preview that follows the settings of a dialog."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from gi.repository import Gimp, GLib

from backend_access.client import NoAnswer
from colored_photos import ColoredPhotos
from errors import ColorizeError
from layers.area import Area
from layers.photo_part import PhotoPart
from translation import _
from windows import comparison, picture
from windows.background import Background
from windows.preview import LONG_SIDE, Preview
from wishes import Wishes

Wanted = Callable[[], tuple[PhotoPart, Wishes]]


class LivePreview:
    """Asks the backend for the picture that the artist's settings would give.

    One picture is asked for at a time, and always the newest that is wanted: so a slider that is
    being moved shows as many pictures as the backend can make. The network looks at the photo only
    when the colorizer, its working size, the style or the part of the photo are others.

    Parameters
    ----------
    photo : Gimp.Layer
    photos : ColoredPhotos
    wanted : callable
        ``wanted()`` gives the part of the photo, and the artist's wishes as they are now; it may
        raise a `ColorizeError`, whose sentence is shown.
    """

    def __init__(self, photo: Gimp.Layer, photos: ColoredPhotos, wanted: Wanted):
        self._photo = photo
        self._photos = photos
        self._wanted = wanted
        self._background = Background()
        self._part: PhotoPart | None = None
        self._under_way = self._changed = self._closed = False
        self.widget = Preview(self.refresh)

    def refresh(self) -> None:
        """Show what is wanted now, soon."""
        if self._closed:
            return
        self._changed = self._under_way
        if self._under_way:
            return
        try:
            part, wishes = self._wanted()
        except ColorizeError as error:
            if self._part is None:
                self._show_photo(Area(0, 0, self._photo.get_width(), self._photo.get_height()))
            self.widget.complain(str(error))
            return
        if part is not self._part:
            self._part = part
            self._show_photo(part.area)
        self._under_way = True
        work = partial(self._picture, part, wishes)
        self._background.ask("preview", work, self._shown, self._failed)

    def close(self) -> None:
        """Ask no more; the dialog is about to go."""
        self._closed = True
        self._background.close()

    def _show_photo(self, area: Area) -> None:
        size = comparison.fitted(area, LONG_SIDE)
        self._before = comparison.uncolored(self._photo, area, *size)
        self.widget.show_photo(self._before)

    def _picture(self, part: PhotoPart, wishes: Wishes) -> object:
        """Make the picture, in the thread."""
        try:
            photo = self._photos.get(part, wishes.look, self._report)
            if not photo.identity:
                self._report(_("Looking at the photo…"))
            size = min(LONG_SIDE, max(part.area.width, part.area.height))
            color = partial(photo.client.color, parameters=wishes.parameters, size=size)
            colored = picture.pixbuf(photo.ask(color))
        except NoAnswer:
            self._photos.forget_backend()
            raise
        return comparison.within_selection(self._before, colored, part)

    def _report(self, words: str) -> None:
        GLib.idle_add(self._say, words)

    def _say(self, words: str) -> bool:
        if not self._closed and self._under_way:
            self.widget.say(words)
        return False  # GLib calls again otherwise

    def _shown(self, colored: object) -> None:
        self._under_way = False
        self.widget.say("")
        self.widget.show_colors(colored)
        if self._changed:
            self.refresh()

    def _failed(self, error: Exception) -> None:
        self._under_way = False
        if self._changed:
            self.refresh()
        elif isinstance(error, ColorizeError):
            self.widget.complain(str(error))
        else:
            self.widget.complain(
                _("No preview can be shown ({error}).").format(
                    error=f"{type(error).__name__}: {error}"
                )
            )

# SPDX-License-Identifier: GPL-3.0-or-later
"""A preview that follows the settings of a dialog."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf, Gimp, GLib  # noqa: E402  (the version is chosen first)

import photo_classes  # noqa: E402
from backend_access.client import BackendError, NoAnswer  # noqa: E402
from colored_photos import ColoredPhotos  # noqa: E402
from errors import ColorizeError  # noqa: E402
from layers.area import Area  # noqa: E402
from layers.photo_part import PhotoPart  # noqa: E402
from translation import _  # noqa: E402
from windows import comparison, picture, screen_room  # noqa: E402
from windows.background import Background  # noqa: E402
from windows.preview import Preview  # noqa: E402
from wishes import Wishes  # noqa: E402

Wanted = Callable[[], tuple[PhotoPart, Wishes]]
UNAUTHORIZED = 401
Seen = tuple[GdkPixbuf.Pixbuf, list[tuple[str, float]]]


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
        self._side = screen_room.preview_side()
        self._pixels = self._side * screen_room.density()
        self._part: PhotoPart | None = None
        self._under_way = self._changed = self._closed = False
        self.widget = Preview(self.refresh, self._side)

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
        pixels = comparison.fitted(area, self._pixels)
        self._before = comparison.uncolored(self._photo, area, *pixels)
        self.widget.show_photo(self._before, comparison.fitted(area, self._side))

    def _picture(self, part: PhotoPart, wishes: Wishes) -> Seen:
        """Make the picture, in the thread; tell what the network takes the photo for."""
        try:
            return self._colored(part, wishes)
        except BackendError as error:
            if not isinstance(error, NoAnswer) and error.status != UNAUTHORIZED:
                raise
            # A dialog may stand open for longer than an idle backend, or than its token is good.
            self._photos.forget_backend()
            return self._colored(part, wishes)

    def _colored(self, part: PhotoPart, wishes: Wishes) -> Seen:
        photo = self._photos.get(part, wishes.look, self._report)
        if not photo.identity:
            self._report(_("Looking at the photo…"))
        size = min(self._pixels, max(part.area.width, part.area.height))
        color = partial(photo.client.color, parameters=wishes.parameters, size=size)
        colored = picture.pixbuf(photo.ask(color))
        return comparison.within_selection(self._before, colored, part), photo.classes

    def _report(self, words: str) -> None:
        GLib.idle_add(self._say, words)

    def _say(self, words: str) -> bool:
        if not self._closed and self._under_way:
            self.widget.say(words)
        return False  # GLib calls again otherwise

    def _shown(self, seen: Seen) -> None:
        self._under_way = False
        colored, classes = seen
        self.widget.say("")
        self.widget.tell(photo_classes.sentence(classes))
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

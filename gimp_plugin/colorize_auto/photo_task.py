# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commands do alike: ask the backend about a photo while GIMP's progress bar moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from gi.repository import Gimp

from backend_access import starter
from backend_access.client import BackendClient
from colored_photo import ColoredPhoto
from installation import Installation
from layers import photo_layer, presence
from layers.group_record import GroupRecord
from layers.stance import Stance
from photo_subject import Subject
from progress import Progress
from translation import _

T = TypeVar("T")


class PhotoTask:
    """A photo at the backend, with GIMP's progress bar while one waits.

    Use it as a context manager: it waits for the backend, and takes the bar away in the end.
    While the bar is shown the artist's Cancel ends the plug-in, so the image is touched after
    `finish`.

    Parameters
    ----------
    title : str
        What the bar says at first.
    photo : Gimp.Layer
        It must stay as it lies until the image is touched, or the colours would not fit.
    record : GroupRecord
        How colours are made; the photo's id and digest are filled in.
    look_up : callable
        ``look_up(progress)`` waits for the backend and gives the photo there.

    Attributes
    ----------
    colored : ColoredPhoto
    """

    def __init__(
        self,
        title: str,
        photo: Gimp.Layer,
        record: GroupRecord,
        look_up: Callable[[Progress], ColoredPhoto],
    ):
        self._photo = photo
        self._stance = Stance.of(photo)
        self._record = record
        self._look_up = look_up
        self._progress = Progress(title)

    @classmethod
    def of(cls, subject: Subject, installation: Installation, title: str) -> PhotoTask:
        """Give the task that goes on with a photo as its colours were made."""

        def look_up(progress: Progress) -> ColoredPhoto:
            client = progress.wait_for(lambda say: starter.ready_backend(installation, say))
            progress.say(_("Looking at the photo…"))
            presence.check(subject.photo)
            plane = photo_layer.gray_plane(subject.image, subject.photo, subject.part)
            return ColoredPhoto.continued(client, plane, subject.record)

        record = replace(subject.record, version=installation.version)
        return cls(title, subject.photo, record, look_up)

    def again(self, installation: Installation, title: str) -> PhotoTask:
        """Give the task that goes on with this one's look at the photo, after a window.

        The photo may have been retouched meanwhile: what was chosen in the window still holds. It
        must not have been turned, mirrored, moved or cropped.
        """

        def look_up(progress: Progress) -> ColoredPhoto:
            wait = partial(starter.ready_backend, installation)
            self.colored.client = progress.wait_for(wait)
            return self.colored

        task = PhotoTask(title, self._photo, self._record, look_up)
        task._stance = self._stance
        return task

    def __enter__(self) -> PhotoTask:
        try:
            self.colored = self._look_up(self._progress)
            self._stance.check(self._photo)
        except BaseException:
            self._progress.end()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.end()

    @property
    def record(self) -> GroupRecord:
        """How colours are made now, for the group that gets them."""
        return replace(self._record, photo=self.colored.identity, content=self.colored.content)

    @property
    def client(self) -> BackendClient:
        """The backend that knows the photo."""
        return self.colored.client

    def ask(self, text: str, call: Callable[[str], T]) -> T:
        """Make a call about the photo, as `ColoredPhoto.ask` does.

        Parameters
        ----------
        text : str
            What the progress bar says meanwhile.
        call : callable
            ``call(identity)``, in a thread; it must not call GIMP.

        Raises
        ------
        BackendError
        Gone
            When the photo was closed or removed meanwhile.
        NotBuilt
            When it was turned, mirrored, moved or cropped.
        """
        self._progress.say(text)
        answer = self._progress.ask(self.client, partial(self.colored.ask, call))
        self._stance.check(self._photo)
        return answer

    def reached(self, fraction: float) -> None:
        """Show how much is done, 0..1."""
        self._progress.reached(fraction)

    def reached_of(self, number: int, count: int) -> Callable[[float], None]:
        """Give what shows how much is done of one thing, `number` from 0 on, among `count`."""
        return lambda fraction: self._progress.reached((number + fraction) / count)

    def finish(self) -> None:
        """Take the bar, and with it the Cancel button, away: now the image may be touched.

        Raises
        ------
        Gone
            When the photo was closed or removed meanwhile.
        NotBuilt
            When it was turned, mirrored, moved or cropped.
        """
        self._progress.end()
        self._stance.check(self._photo)


def adding(name: str) -> str:
    """Say which layer is being waited for."""
    return _("Adding “{name}”…").format(name=name)

# SPDX-License-Identifier: GPL-3.0-or-later
"""All that colorizers have seen of one photo in a sitting, so that no network looks twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_access import starter
from backend_access.client import BackendClient
from colored_photo import ColoredPhoto
from installation import Installation

if TYPE_CHECKING:  # they need GIMP, and nothing here does
    from layers.group_record import GroupRecord
    from layers.photo_part import PhotoPart


@dataclass(frozen=True)
class Look:
    """How the network looks at a photo; every other look takes the network's time.

    Attributes
    ----------
    colorizer : str
    working_size : int
        Pixels of the short side; 0 for the card's.
    style : bytes
        The ``.npy`` plane of the photo whose style is taken, small; b"" for none.
    """

    colorizer: str
    working_size: int = 0
    style: bytes = field(default=b"", repr=False)


class ColoredPhotos:
    """Gives the photo as a colorizer sees it, in the thread of a window as in the run after it.

    Parameters
    ----------
    installation : Installation
    records : sequence of GroupRecord
        Of the groups of colours that the photo has; where one was made by the same look at the
        same pixels, the backend may still know them.
    """

    def __init__(self, installation: Installation, records: Sequence[GroupRecord] = ()):
        self._installation = installation
        self._records = records
        self._client: BackendClient | None = None
        # A photo that is changed meanwhile is another one.
        self._photos: dict[tuple[object, bytes, Look], ColoredPhoto] = {}
        self._lock = threading.Lock()
        self._report: Callable[[str], None] = lambda text: None

    def get(self, part: PhotoPart, look: Look, report: Callable[[str], None]) -> ColoredPhoto:
        """Give a part of the photo as `look` sees it; it may not have been sent yet.

        Parameters
        ----------
        part : PhotoPart
        look : Look
        report : callable
            Is given what is being waited for while the backend starts, even by an earlier call.

        Raises
        ------
        ColorizeError
            When there is no backend.
        """
        self._report = report
        with self._lock:
            client = self._client
            if client is None:
                client = starter.ready_backend(self._installation, lambda text: self._report(text))
                self._client = client
            client.on_wait = report
            photo = self._photos.get((part.area, part.plane, look))
            if photo is None:
                photo = ColoredPhoto(
                    client,
                    part.plane,
                    look.colorizer,
                    look.working_size,
                    style=look.style,
                )
                photo.identity = self._known(photo.content, look)
                self._photos[part.area, part.plane, look] = photo
            photo.client = client
            return photo

    def forget_backend(self) -> None:
        """Look for the backend anew: it may have ended.

        This never waits, not even for a thread that is starting one.
        """
        self._client = None

    def _known(self, content: str, look: Look) -> str:
        """Give the backend's id of a photo that an earlier run has sent; "" for none."""
        for record in self._records:
            seen = Look(record.colorizer, record.working_size, record.style_plane)
            if record.content == content and seen == look:
                return record.photo
        return ""

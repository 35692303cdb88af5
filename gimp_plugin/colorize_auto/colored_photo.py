# SPDX-License-Identifier: GPL-3.0-or-later
"""A photo at the backend: sent once, asked often, sent again when the backend has forgotten it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from backend_access.client import BackendClient, BackendError
from backend_words import note

if TYPE_CHECKING:  # it needs GIMP, and nothing here does
    from layers.group_record import GroupRecord

T = TypeVar("T")

FORGOTTEN = "photo-forgotten"


class ColoredPhoto:
    """A photo that a colorizer of the backend has looked at, or is about to.

    No call of GIMP happens here: it may all run in a thread.

    Parameters
    ----------
    client : BackendClient
    plane : bytes
        The photo's lightness, from `layers.photo_layer.gray_plane`.
    colorizer : str
    working_size : int
        Pixels of the short side at which the network looks; 0 for the card's.
    identity : str
        The backend's id of this photo, of an earlier run; "" when it was not sent yet.
    style : bytes
        The ``.npy`` plane of another photo, in whose style this one is coloured; b"" for its own.

    Attributes
    ----------
    content : str
        A digest of the plane.
    notes : list of str
        What the artist should know of how it was looked at.
    classes : list of (str, float)
        What it shows and how probable that is, the likeliest first; empty where the colorizer does
        not say, and for a photo of an earlier run.
    """

    def __init__(
        self,
        client: BackendClient,
        plane: bytes,
        colorizer: str,
        working_size: int = 0,
        identity: str = "",
        style: bytes = b"",
    ):
        self.client = client
        self.colorizer = colorizer
        self.working_size = working_size
        self.identity = identity
        self.content = hashlib.sha256(plane).hexdigest()
        self.notes: list[str] = []
        self.classes: list[tuple[str, float]] = []
        self._plane = plane
        self._style = style
        self._sending = threading.Lock()

    @classmethod
    def continued(cls, client: BackendClient, plane: bytes, record: GroupRecord) -> ColoredPhoto:
        """Give the photo of a group of colours, as the group was made.

        A photo that was changed since is looked at anew.
        """
        photo = cls(client, plane, record.colorizer, record.working_size, style=record.style_plane)
        if record.content == photo.content:
            photo.identity = record.photo
        return photo

    def ask(self, call: Callable[[str], T]) -> T:
        """Make a call about this photo.

        Parameters
        ----------
        call : callable
            ``call(identity)``, made a second time, with a new id, when the backend has forgotten
            the photo: it was restarted, or others needed the memory.

        Returns
        -------
        What `call` returned.

        Raises
        ------
        BackendError
        """
        identity = self._sent()
        try:
            return call(identity)
        except BackendError as error:
            if error.code != FORGOTTEN:
                raise
        with self._sending:
            if self.identity == identity:
                self.identity = ""
        return call(self._sent())

    def _sent(self) -> str:
        with self._sending:
            if not self.identity:
                facts = self.client.post_photo(
                    self._plane,
                    colorizer=self.colorizer,
                    working_size=self.working_size or None,
                )
                self._note(facts)
                if self._style:
                    facts = self.client.style(str(facts["id"]), self._style)
                    self._note(facts)
                self.identity = str(facts["id"])
            return self.identity

    def _note(self, facts: dict[str, Any]) -> None:
        self.notes += [note(str(text)) for text in facts.get("notes", ())]
        self.classes = [
            (str(known["label"]), float(known["probability"])) for known in facts.get("classes", ())
        ]

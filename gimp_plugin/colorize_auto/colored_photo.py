# SPDX-License-Identifier: GPL-3.0-or-later
"""A photo at the backend: sent once, asked often, sent again when the backend has forgotten it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import TypeVar

from backend_client import BackendClient, BackendError

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

    Attributes
    ----------
    content : str
        A digest of the plane.
    """

    def __init__(
        self,
        client: BackendClient,
        plane: bytes,
        colorizer: str,
        working_size: int = 0,
        identity: str = "",
    ):
        self.client = client
        self.colorizer = colorizer
        self.working_size = working_size
        self.identity = identity
        self.content = hashlib.sha256(plane).hexdigest()
        self.notes: list[str] = []
        self._plane = plane
        self._sending = threading.Lock()

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
                    **({"working_size": self.working_size} if self.working_size else {}),
                )
                self.identity = str(facts["id"])
                self.notes += [str(note) for note in facts.get("notes", ())]
            return self.identity

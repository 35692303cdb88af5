# SPDX-License-Identifier: GPL-3.0-or-later
"""The photos that the backend remembers, bounded by bytes; the longest unused goes first."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from backend.photo_hints import PhotoHints
from backend.photo_regions import PhotoRegions
from backend.previews import Previews
from backend.problems import Problem

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from models.card import Card
    from models.predictions.content_map import ContentMap
    from models.predictions.prediction import Prediction
    from models.temporal_smoothing import TemporalSmoothing


@dataclass(eq=False)
class Photo:
    """A photo with what the network said of it."""

    gray: NDArray[Any]
    """(H, W) sRGB-coded lightness."""
    color_type: np.dtype[Any]
    """uint8 or uint16: of the colour pixels."""
    card: Card
    prediction: Prediction
    working_size: int
    """Short side at which the network looked at it, pixels."""
    read_contents: Callable[[Prediction], ContentMap | None]
    """Sees what the photo shows."""
    smoothing: TemporalSmoothing | None = None
    """Of a frame that follows another one: what was said of those before."""
    regions: PhotoRegions = field(init=False)
    hints: PhotoHints = field(init=False)
    previews: Previews = field(init=False)
    identity: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def __post_init__(self) -> None:
        self.regions = PhotoRegions(self.prediction, self.read_contents)
        self.hints = PhotoHints(self.prediction)
        self.previews = Previews(self.gray)

    @property
    def nbytes(self) -> int:
        """Bytes that the photo takes, if it is the only one."""
        return self.own_nbytes + sum(self.shared().values())

    @property
    def own_nbytes(self) -> int:
        """Bytes of what no other photo has."""
        kept = (self.prediction, self.regions, self.hints, self.previews)
        return sum(part.nbytes for part in kept)

    def shared(self) -> dict[int, int]:
        """Bytes of what other photos may have too, each thing under its identity.

        A photo in several styles is several with the same plane; frames of a film have a past in
        common.
        """
        held = [] if self.smoothing is None else self.smoothing.held
        return {id(self.gray): self.gray.nbytes, **{id(plane): plane.nbytes for plane in held}}


class PhotoStore:
    """Keeps photos within a number of bytes.

    Parameters
    ----------
    limit_bytes : int
        Bound on the bytes of all photos together.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self._photos: OrderedDict[str, Photo] = OrderedDict()
        self._lock = threading.Lock()

    def check_size(self, nbytes: int) -> None:
        """Refuse a photo that alone is over the limit.

        Raises
        ------
        Problem
            ``too-large``.
        """
        if nbytes > self.limit_bytes:
            raise Problem(
                "too-large",
                f"The photo needs {nbytes / 2**20:.0f} MiB and the backend keeps at most "
                f"{self.limit_bytes / 2**20:.0f} MiB. Make it smaller or use fewer bits.",
            )

    def add(self, photo: Photo) -> None:
        """Keep `photo`, forgetting the longest unused ones to make room.

        Raises
        ------
        Problem
            ``too-large`` when the photo alone is over the limit.
        """
        self.check_size(photo.nbytes)
        with self._lock:
            self._photos[photo.identity] = photo
            self._shrink()

    def make_room(self) -> None:
        """Forget the longest unused photos after the one in use has come to need more memory."""
        with self._lock:
            self._shrink()

    def get(self, identity: str) -> Photo:
        """Return a photo and count it as just used.

        Raises
        ------
        Problem
            ``photo-forgotten`` when it is not, or no longer, here.
        """
        with self._lock:
            photo = self._photos.get(identity)
            if photo is None:
                raise _forgotten()
            self._photos.move_to_end(identity)
            return photo

    def remove(self, identity: str) -> None:
        """Forget a photo.

        Raises
        ------
        Problem
            ``photo-forgotten`` when it is not here.
        """
        with self._lock:
            if self._photos.pop(identity, None) is None:
                raise _forgotten()

    def usage(self) -> tuple[int, int]:
        """Return the number of photos and their bytes."""
        with self._lock:
            return len(self._photos), self._bytes()

    def _shrink(self) -> None:
        while len(self._photos) > 1 and self._bytes() > self.limit_bytes:
            self._photos.popitem(last=False)

    def _bytes(self) -> int:
        photos = self._photos.values()
        shared: dict[int, int] = {}
        for photo in photos:
            shared.update(photo.shared())
        return sum(shared.values()) + sum(photo.own_nbytes for photo in photos)


def _forgotten() -> Problem:
    return Problem("photo-forgotten", "The backend no longer has this photo; send it again.")

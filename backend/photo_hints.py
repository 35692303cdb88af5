# SPDX-License-Identifier: GPL-3.0-or-later
"""What one photo remembers of the hints that the artist gave it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from models.hints.spreading import HintSpreading, SpreadHints
    from models.predictions.prediction import Prediction


class PhotoHints:
    """The equations by which hints spread over a photo, and the last solution.

    Parameters
    ----------
    prediction : Prediction
        Of the photo.
    """

    def __init__(self, prediction: Prediction) -> None:
        self._prediction = prediction
        self._spreading: HintSpreading | None = None
        self._strokes = b""
        self._hinted: Prediction | None = None
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        """Memory that is held from the first hints on."""
        held = (self._spreading, self._hinted)
        return sum(part.nbytes for part in held if part is not None)

    def spread(self, plane: NDArray[Any]) -> SpreadHints:
        """Spread strokes, (H, W, 4) sRGB with alpha, starting from the last ones.

        Raises
        ------
        models.errors.NoHints
            When hardly anything is painted.
        """
        from models.hints.spreading import HintSpreading
        from models.hints.strokes import hints_on_grid

        with self._lock:
            if self._spreading is None:
                self._spreading = HintSpreading(self._prediction)
            return self._spreading.spread(hints_on_grid(plane, *self._spreading.grid))

    def predicted(
        self, plane: NDArray[Any], predict: Callable[[NDArray[Any]], Prediction]
    ) -> Prediction:
        """Give what a network that takes hints says of these strokes; the last ones are kept."""
        strokes = hashlib.sha256(plane.data).digest()
        with self._lock:
            if self._hinted is None or self._strokes != strokes:
                self._hinted = predict(plane)
                self._strokes = strokes
            return self._hinted

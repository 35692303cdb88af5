# SPDX-License-Identifier: GPL-3.0-or-later
"""What one photo remembers of the hints that the artist gave it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from models.hint_spreading import HintSpreading, SpreadHints
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
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        """Memory that is held from the first hints on."""
        spreading = self._spreading
        return 0 if spreading is None else spreading.nbytes

    def spread(self, plane: NDArray[Any]) -> SpreadHints:
        """Spread strokes, (H, W, 4) sRGB with alpha, starting from the last ones.

        Raises
        ------
        models.errors.NoHints
            When hardly anything is painted.
        """
        from models.hint_spreading import HintSpreading
        from models.hints import hints_on_grid

        with self._lock:
            if self._spreading is None:
                self._spreading = HintSpreading(self._prediction)
            return self._spreading.spread(hints_on_grid(plane, *self._spreading.grid))

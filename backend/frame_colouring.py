# SPDX-License-Identifier: GPL-3.0-or-later
"""Colouring the frames of a video one after the other, with colours that stay steady."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from backend.inference import Inference
from models import registry
from models.recomposition import automatic
from models.temporal_smoothing import TemporalSmoothing


class FrameColouring:
    """Colours frames in the order in which they are shown.

    Parameters
    ----------
    inference : Inference
        The networks.
    name : str
        Of the colorizer.
    settings : mapping
        Of the decoder; None, or what is missing, stands for the card's own.
    """

    def __init__(self, inference: Inference, name: str, settings: Mapping[str, float | None]):
        self._inference = inference
        self._name = name
        self._settings = registry.card(name).defaults.changed(settings)
        self._smoothing = TemporalSmoothing()
        self.notes: dict[str, None] = {}
        """What the user should know, in sentences, each once."""

    @property
    def scenes(self) -> int:
        """How many scenes have begun so far."""
        return self._smoothing.scenes

    def __call__(self, gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Colour the next frame.

        Parameters
        ----------
        gray : ndarray
            (H, W) uint8, sRGB-coded.

        Returns
        -------
        ndarray
            (H, W, 3) uint8, sRGB.
        """
        with self._inference.turn():
            inferred = self._inference.predict(self._name, gray)
        self.notes.update(dict.fromkeys(inferred.notes))
        prediction = self._smoothing.smooth(inferred.prediction)
        return automatic(prediction, gray, self._settings).srgb().astype(np.uint8, copy=False)

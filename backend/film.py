# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos that are frames of a film: each goes on from the one before, in steady colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.photo_store import Photo

if TYPE_CHECKING:  # models.* import torch, which the server does not wait for
    from models.predictions.prediction import Prediction
    from models.temporal_smoothing import TemporalSmoothing


def continued(previous: Photo, prediction: Prediction) -> tuple[Prediction, TemporalSmoothing]:
    """Average what the network says of a frame with what it said of those before it.

    Parameters
    ----------
    previous : Photo
        The frame before, which stays as it is: several frames may follow it, and the same one
        again.
    prediction : Prediction
        Of the next frame.

    Returns
    -------
    prediction : Prediction
        The average; the frame's own where a scene begins.
    smoothing : TemporalSmoothing
        For the photo of this frame, so that others may follow it.
    """
    from models.temporal_smoothing import TemporalSmoothing

    if previous.smoothing is None:
        smoothing = TemporalSmoothing()
        smoothing.smooth(previous.prediction)
    else:
        smoothing = previous.smoothing.branch()
    return smoothing.smooth(prediction), smoothing

# SPDX-License-Identifier: GPL-3.0-or-later
"""How near the pixels come to the original: PSNR, RMSE and SSIM.

They reward caution (gray scores high), so they are never to be read alone.

References
----------
.. [1] G. Larsson, M. Maire, G. Shakhnarovich, "Learning Representations for Automatic
   Colorization", ECCV 2016.
.. [2] Z. Wang et al., "Image quality assessment: from error visibility to structural similarity",
   IEEE Transactions on Image Processing, 2004.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from models.evaluation.answer import Answer
from models.evaluation.figure import MeanFigure, ratio

_WINDOW = 7  # of SSIM, pixels


class Psnr(MeanFigure):
    """Peak signal-to-noise ratio."""

    key = "psnr"
    title = "PSNR dB"
    protocol = "RGB uint8, one value a photo, arithmetic mean over photos (Larsson et al.)"
    _most = 100.0  # stands for equal pictures, whose ratio is infinite

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """PSNR and 1."""
        if np.array_equal(answer.rgb, answer.truth.rgb):
            return np.array([self._most, 1.0])
        ratio_db = peak_signal_noise_ratio(answer.truth.rgb, answer.rgb, data_range=255)
        return np.array([min(ratio_db, self._most), 1.0])


class Rmse(MeanFigure):
    """Root mean square error of the colours."""

    key = "rmse"
    title = "RMSE ab"
    protocol = (
        "root of the mean squared error of a and b over all pixels of all photos, as Larsson et "
        "al. pool it, but in units of CIE ab"
    )

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Squared error and number of values."""
        squared = float(answer.distance.double().square().sum())
        return np.array([squared, 2.0 * answer.distance.numel()])

    def value(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Root of the mean."""
        return np.sqrt(ratio(totals[..., 0], totals[..., 1]))


class Ssim(MeanFigure):
    """Structural similarity."""

    key = "ssim"
    title = "SSIM"
    protocol = "scikit-image, RGB uint8, uniform 7 x 7 window, mean of the channels and photos"
    digits = 3

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """SSIM and 1; nothing for a photo smaller than the window."""
        if min(answer.rgb.shape[:2]) < _WINDOW:
            return np.zeros(2)
        similarity = structural_similarity(
            answer.truth.rgb, answer.rgb, win_size=_WINDOW, channel_axis=-1, data_range=255
        )
        return np.array([similarity, 1.0])

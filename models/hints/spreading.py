# SPDX-License-Identifier: GPL-3.0-or-later
"""Hints spread over what they belong to: an optimisation along the edges of the photo.

As in [1]_ neighbouring pixels of like lightness shall have like colours, the more so the more alike
they are, and the strokes are fixed. Four things are different:

- The energy is that of the graph's Laplacian, the sum of w_rs (x_r - x_s)^2, as in random walks
  [2]_, instead of the squared differences to the weighted mean of all neighbours: much the same
  answer, from a system that conjugate gradients solve in less than a second.
- Alike means of like lightness and automatic colour, by a measure that grows where everything
  around is busy; beside the variance of 3 x 3 pixels, which the paper takes, no edge is strong.
- The automatic colours are a soft data term, weighted by the network's confidence, and hardly at
  all in the automatic regions that the strokes are painted on: one stroke fills a whole sky, and
  does not run over into what the artist did not touch.
- What is solved for is not the colour but, first, the *influence* of the strokes, 1 at them and
  drawn to 0 elsewhere by the data term; the colours of the strokes are spread along with it. A
  threshold then makes the influence decisive: an object is of the hint's colour up to its edges,
  and what the strokes hardly reach keeps its automatic colours to the last bit.

References
----------
.. [1] A. Levin, D. Lischinski, Y. Weiss, "Colorization using Optimization", SIGGRAPH 2004,
   section 2.
.. [2] L. Grady, "Random Walks for Image Segmentation", PAMI 2006, section 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from scipy.ndimage import uniform_filter
from scipy.sparse.linalg import cg
from torch import Tensor
from torch.nn import functional

from models.color.gamut import chroma_in_gamut
from models.color.upsampling import GuidedUpsampling
from models.confidence import confidence
from models.errors import NoDistribution
from models.hints.painted_regions import painted_regions
from models.hints.strokes import Hints
from models.predictions.prediction import Prediction
from models.regions.automatic import automatic_regions

_MOST_CELLS = 160_000  # of the grid on which is solved
_STEP = 1.0  # of lightness between neighbours, L units, that counts as the beginning of an edge
_TEXTURE = 0.3  # share of the mean gradient around that counts as no edge either: plaid, foliage
_AROUND = 15  # width of "around", cells
_COLOUR_STEP = 5.0  # the same of the automatic colours, ab units
_LEAST_WEIGHT = 1e-5  # so that strokes on both sides of an edge share what lies between them
_DATA_WEIGHT = 2e-3  # of the automatic colours, at mean confidence
_PAINTED_WEIGHT = 1e-5  # the same in regions with strokes
_GRAIN = 1  # radius of the filter that takes film grain and weave out of the lightness, cells
_TOLERANCE = 1e-4
_MOST_ITERATIONS = 4000
_FADE = (0.02, 0.3)  # influence between which the automatic colour turns into the hint's


@dataclass(frozen=True, eq=False)
class SpreadHints:
    """Hints everywhere."""

    influence: Tensor
    """(h, w) float32, 0..1: how far the hints decide."""
    ab: Tensor
    """(2, h, w) the hints' colour at `lightness`, times the influence."""
    lightness: Tensor
    """(h, w) L under the strokes from which the colour comes, times the influence."""
    iterations: int
    """That the solution took."""


class HintSpreading:
    """The system of equations of one photo; it remembers the last solution to start from.

    Parameters
    ----------
    prediction : Prediction
        Of the photo, of any kind.
    """

    def __init__(self, prediction: Prediction):
        light = prediction.lightness.float()
        shrink = min(1.0, math.sqrt(_MOST_CELLS / light.numel()))
        size = tuple(max(1, round(side * shrink)) for side in light.shape)
        self._light = functional.interpolate(
            light[None, None], size=size, mode="bilinear", antialias=True
        )[0, 0]
        automatic = GuidedUpsampling(prediction.decode(prediction.usual), self._light)
        ab = automatic.rows(self._light, 0, size[0])
        grain = GuidedUpsampling(self._light[None], self._light, _GRAIN)
        smooth = grain.rows(self._light, 0, size[0])
        features = torch.cat((smooth, ab)).numpy()
        self._confidence = _relative_confidence(prediction, size)
        self._regions = automatic_regions(prediction)
        # Doubles would take twice the time and nobody would see them.
        self._laplacian = _laplacian(features).astype("f4")
        self._solution = np.zeros((4, self._light.numel()), np.float32)
        self._fixed = np.zeros(self._light.numel(), bool)

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns (h, w) of the grid on which hints are spread."""
        return self._light.shape[0], self._light.shape[1]

    @property
    def nbytes(self) -> int:
        """Memory that the equations and the last solution hold."""
        links = self._laplacian
        arrays = (links.data, links.indices, links.indptr, self._solution, self._fixed)
        planes = (self._light, self._confidence, self._regions)
        return sum(array.nbytes for array in (*arrays, *planes))

    def spread(self, hints: Hints) -> SpreadHints:
        """Spread hints, starting from what came out the last time.

        Parameters
        ----------
        hints : Hints
            On `grid`.

        Returns
        -------
        SpreadHints
        """
        fixed = hints.fixed.flatten().numpy()
        if (self._fixed & ~fixed).any():
            # Where links are weak, what a removed stroke left would hardly change any more.
            self._solution[:] = 0.0
        self._fixed = fixed
        colours = torch.cat((_at_lightness(hints.lab, self._light), self._light[None]))
        targets = colours.flatten(1).numpy()
        influence, planes = self._solution[0], self._solution[1:]
        ones = np.ones_like(influence)
        painted = painted_regions(hints.fixed.numpy(), self._regions)
        trust = np.where(painted, _PAINTED_WEIGHT, _DATA_WEIGHT) * self._confidence
        system = (self._laplacian + sparse.diags_array(trust.flatten())).astype("f4").tocsr()
        iterations = self._solve(system, influence[None], ones[None], fixed, ~fixed)
        # Colours count where their strokes reach; a little more, so that they do not fade there.
        reached = influence > 0.1 * _FADE[0]
        planes[:, ~reached] = 0.0
        iterations += self._solve(system, planes, targets, fixed, reached & ~fixed)
        solved = torch.from_numpy(self._solution).view(4, *self.grid)
        low, high = _FADE
        share = ((solved[0] - low) / (high - low)).clamp(0.0, 1.0)
        decisive = share * share * (3.0 - 2.0 * share)
        decided = solved[1:] * (decisive / solved[0].clamp(min=low))
        return SpreadHints(decisive, decided[:2], decided[2], iterations)

    def _solve(
        self,
        system: sparse.csr_array,
        planes: NDArray[np.float32],
        targets: NDArray[np.float32],
        fixed: NDArray[np.bool_],
        free: NDArray[np.bool_],
    ) -> int:
        """Fix planes, (n, cells), to their targets and solve for the free cells; the rest is 0."""
        rows = system[free]
        inner, coupling = rows[:, free], rows[:, fixed]
        scale = sparse.diags_array(1.0 / inner.diagonal())
        iterations = 0

        def count(_: NDArray) -> None:
            nonlocal iterations
            iterations += 1

        for plane, target in zip(planes, targets, strict=True):
            plane[fixed] = target[fixed]
            plane[free], _ = cg(
                inner,
                -(coupling @ target[fixed]),
                x0=plane[free],
                rtol=_TOLERANCE,
                maxiter=_MOST_ITERATIONS,
                M=scale,
                callback=count,
            )
        return iterations


def under_less_light(ab: Tensor, lightness: Tensor, reference: Tensor) -> Tensor:
    """Colours of a surface where less light falls on it.

    ab / (L + 16) depends on chromaticity alone, so that it stays in the shade. Where there is more
    light ab itself stays, as on surfaces that shine a little.

    Parameters
    ----------
    ab : Tensor
        (2, H, W) at the reference lightness.
    lightness, reference : Tensor
        (H, W) L of the photo, and L that belongs to `ab`.

    Returns
    -------
    Tensor
        (2, H, W).
    """
    return ab * ((lightness + 16.0) / (reference + 16.0)).clamp(max=1.0)


def _at_lightness(lab: Tensor, lightness: Tensor) -> Tensor:
    """Colours (ab) of painted strokes at the lightness of the photo, in gamut.

    What is painted as light as the photo keeps its chroma; what is painted lighter becomes a
    shade, what is painted darker a tint: navy on a bright coat is no neon blue.
    """
    ratio = (lightness + 16.0) / (lab[0] + 16.0)
    ab = lab[1:] * torch.minimum(ratio, 1.0 / ratio)
    return chroma_in_gamut(torch.cat((lightness[None], ab)))[1:]


def _relative_confidence(prediction: Prediction, size: tuple[int, ...]) -> NDArray:
    """Confidence in units of its mean, (h, w); 1 if the colorizer does not say how sure it is."""
    try:
        plane = confidence(prediction)
    except NoDistribution:
        return np.ones(size, np.float32)
    relative = functional.interpolate(
        (plane / plane.mean())[None, None], size=size, mode="bilinear"
    )
    return relative[0, 0].numpy()


def _laplacian(features: NDArray) -> sparse.csr_array:
    """Graph of all cells and their eight neighbours, weighted by how alike L, a and b are."""
    height, width = features.shape[1:]
    gradient = uniform_filter(np.hypot(*np.gradient(features[0])), _AROUND, mode="nearest")
    usual = np.maximum(_STEP, _TEXTURE * gradient)
    cell = np.arange(height * width, dtype=np.int32).reshape(height, width)
    ones, others, weights = [], [], []
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        left = max(0, -right)
        rows, columns = slice(0, height - down), slice(left, width - max(0, right))
        rows_below, columns_beside = slice(down, height), slice(left + right, width - left)
        step = features[:, rows, columns] - features[:, rows_below, columns_beside]
        step[0] /= 0.5 * (usual[rows, columns] + usual[rows_below, columns_beside])
        step[1:] /= _COLOUR_STEP
        ones.append(cell[rows, columns].ravel())
        others.append(cell[rows_below, columns_beside].ravel())
        weights.append(np.exp(-0.5 * (step * step).sum(0)).ravel() + _LEAST_WEIGHT)
    here, there, weight = np.concatenate(ones), np.concatenate(others), np.concatenate(weights)
    places = (np.concatenate((here, there)), np.concatenate((there, here)))
    links = sparse.coo_array(
        (np.concatenate((weight, weight)), places), shape=(cell.size, cell.size)
    ).tocsr()
    return sparse.diags_array(links.sum(axis=1), format="csr") - links

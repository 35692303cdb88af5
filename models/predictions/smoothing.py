# SPDX-License-Identifier: GPL-3.0-or-later
"""Planes evened out wherever a guide has no edges: the fast global smoother.

References
----------
.. [1] D. Min, S. Choi, J. Lu, B. Ham, K. Sohn, M. N. Do, "Fast Global Image Smoothing Based on
   Weighted Least Squares", IEEE TIP 23(12), 2014.
"""

from __future__ import annotations

import torch
from torch import Tensor

_EDGE = 2.0  # CIE Lab; neighbours that differ by so much are linked half as firmly as like ones
_ITERATIONS = 2  # the paper takes 3: the colours are hardly nearer to the exact solution


def smoothed(planes: Tensor, guide: Tensor, reach: float) -> Tensor:
    """Even out planes, but not across the edges of a guide.

    Minimises the squared distance to the planes plus lambda times the squared differences of
    neighbours, each weighed by how alike they are in the guide; row by row and column by column in
    turn [1]_. Each value becomes a mean of the values around it.

    Parameters
    ----------
    planes : Tensor
        (C, h, w) float32.
    guide : Tensor
        (G, h, w) in units of CIE Lab.
    reach : float
        How far values act where there are no edges, as a share of the short side; lambda is the
        square of it in cells.

    Returns
    -------
    Tensor
        Like `planes`.
    """
    strength = (reach * min(planes.shape[1:])) ** 2
    down, across = _links(guide.diff(dim=1)), _links(guide.diff(dim=2))
    values = planes.movedim(0, -1)
    for iteration in range(1, _ITERATIONS + 1):
        share = 1.5 * 4 ** (_ITERATIONS - iteration) / (4**_ITERATIONS - 1) * strength
        values = _smoothed_down(values.transpose(0, 1), share * across.T).transpose(0, 1)
        values = _smoothed_down(values, share * down)
    return values.movedim(-1, 0)


def _links(steps: Tensor) -> Tensor:
    """How firmly neighbours are linked, 0..1, by their differences in the guide."""
    return 1.0 / (1.0 + steps.square().sum(0) / _EDGE**2)


def _smoothed_down(values: Tensor, links: Tensor) -> Tensor:
    """Solve the tridiagonal system of every column by elimination.

    Parameters
    ----------
    values : Tensor
        (n, m, C).
    links : Tensor
        (n - 1, m) between a row and the next one.

    Returns
    -------
    Tensor
        Like `values`.
    """
    none = links.new_zeros(1, links.shape[1])
    above, below = torch.cat((none, links)), torch.cat((links, none))
    pivots, passed_on = 1.0 + above + below, torch.empty_like(below)
    solved = values.clone(memory_format=torch.contiguous_format)
    for row in range(len(solved)):
        if row:
            pivots[row] -= above[row] * passed_on[row - 1]
            solved[row].addcmul_(above[row, :, None], solved[row - 1])
        solved[row] /= pivots[row, :, None]
        passed_on[row] = below[row] / pivots[row]
    for row in range(len(solved) - 2, -1, -1):
        solved[row].addcmul_(passed_on[row, :, None], solved[row + 1])
    return solved

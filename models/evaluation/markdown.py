# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures that say most, as a table for a README."""

from __future__ import annotations

from models.evaluation.results import Evaluation
from models.evaluation.table import cell, row_title

_COLUMNS = (
    "auc_raw_above_gray",
    "auc_rebalanced_above_gray",
    "colourfulness",
    "regions",
    "regions_best_of_2",
    "regions_best_of_4",
    "calm_alternatives",
    "calibration_error",
    "top5_recovered",
    "psnr",
    "seconds",
    "parameters",
)


def markdown(evaluation: Evaluation) -> str:
    """One row per colouring in GitHub's Markdown, every figure with its 95 % interval.

    Parameters
    ----------
    evaluation : Evaluation
        What was measured.

    Returns
    -------
    str
        With a line break at its end.
    """
    by_key = {column.key: column for column in evaluation.columns}
    # Without labels nothing is shown to a classifier.
    columns = [by_key[key] for key in _COLUMNS if key in by_key]
    lines = [
        ["", *(column.title for column in columns)],
        ["---"] * (len(columns) + 1),
        *([row_title(row), *(cell(row, column) for column in columns)] for row in evaluation.rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)

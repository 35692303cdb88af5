# SPDX-License-Identifier: GPL-3.0-or-later
"""An evaluation as text for a terminal and as JSON."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from models.evaluation import evaluation as protocol_of
from models.evaluation.baselines import BASELINES
from models.evaluation.figure import Estimate
from models.evaluation.results import Column, Evaluation, Row

_WIDTH = 100


def protocol(evaluation: Evaluation) -> str:
    """How the figures came about.

    Parameters
    ----------
    evaluation : Evaluation
        What was measured.

    Returns
    -------
    str
        Lines of at most 100 characters.
    """
    text = inspect.cleandoc(protocol_of.__doc__ or "").partition("--------\n")[2]
    left_out = f"{len(evaluation.left_out)} gray ones"
    if evaluation.unreadable:
        left_out += f" and {len(evaluation.unreadable)} that cannot be read"
    items = [
        f"{evaluation.photos} photos with colours, {left_out} left out, "
        f"{evaluation.labelled} with an ImageNet class.",
        *(f"{name}: {meaning}." for name, meaning in BASELINES.items()),
        *(f"{column.title}: {column.protocol}." for column in evaluation.columns),
    ]
    lines = [
        textwrap.fill(item, _WIDTH, initial_indent="- ", subsequent_indent="  ") for item in items
    ]
    return "\n".join([text, *lines])


def table(evaluation: Evaluation) -> str:
    """One row per colouring, every figure with its 95 % interval.

    Parameters
    ----------
    evaluation : Evaluation
        What was measured.

    Returns
    -------
    str
        Several blocks of columns below one another, lines of at most 100 characters.
    """
    first = ["", *(row_title(row) for row in evaluation.rows)]
    blocks: list[list[list[str]]] = []
    room = 0
    for column in evaluation.columns:
        cells = [column.title, *(cell(row, column) for row in evaluation.rows)]
        room -= 2 + _widest(cells)
        if room < 0:
            blocks.append([first])
            room = _WIDTH - _widest(first) - 2 - _widest(cells)
        blocks[-1].append(cells)
    return "\n\n".join(_block(block) for block in blocks)


def row_title(row: Row) -> str:
    """Name of a row with those settings of its decoder that move its colours.

    The saturation is named where it is not 1.
    """
    letters = {"temperature": "T", "vividness": "v"}
    shown = [f"{letters[dial]} {getattr(row.settings, dial):g}" for dial in row.dials]
    if row.settings is not None and row.settings.saturation != 1.0:
        shown.append(f"s {row.settings.saturation:g}")
    return f"{row.name} ({', '.join(shown)})" if shown else row.name


def cell(row: Row, column: Column) -> str:
    """Show a figure with its interval, if it has one; a dash where it does not apply."""
    found = row.estimates[column.key]
    if found is None:
        return "-"
    sign = "+" if column.relative else ""

    def shown(number: float) -> str:
        return f"{number:{sign}.{column.digits}f}"

    value = shown(found.value)
    if found.low is None or found.high is None:
        return value
    low, high = shown(found.low), shown(found.high)
    return value if low == high else f"{value} [{low}, {high}]"


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Everything but the pictures, for programs.

    Parameters
    ----------
    evaluation : Evaluation
        What was measured.

    Returns
    -------
    dict
        Of JSON's own types; null where a figure does not apply or has no interval.
    """
    return {
        "protocol": protocol(evaluation),
        "photos": evaluation.photos,
        "left_out": evaluation.left_out,
        "unreadable": evaluation.unreadable,
        "labelled": evaluation.labelled,
        "columns": [asdict(column) for column in evaluation.columns],
        "rows": [_row(row) for row in evaluation.rows],
        "sweeps": {
            dial: {name: [_row(row) for row in rows] for name, rows in by_name.items()}
            for dial, by_name in evaluation.sweeps.items()
        },
        "cmf": {
            name: {"raw": raw.round(3).tolist(), "rebalanced": rebalanced.round(3).tolist()}
            for name, (raw, rebalanced) in evaluation.curves.items()
        },
        "reliability": {
            name: {"cells": cells.tolist(), "claimed": claimed.tolist(), "right": right.tolist()}
            for name, (cells, claimed, right) in evaluation.reliability.items()
        },
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "settings": row.settings and asdict(row.settings),
        "figures": {key: _numbers(found) for key, found in row.estimates.items()},
    }


def _numbers(found: Estimate | None) -> dict[str, float | None] | None:
    if found is None:
        return None
    return {
        key: None if value is None else float(f"{value:.6g}")
        for key, value in asdict(found).items()
    }


def _block(columns: Sequence[Sequence[str]]) -> str:
    widths = [_widest(cells) for cells in columns]
    lines = []
    for names_and_cells in zip(*columns, strict=True):
        title, *cells = names_and_cells
        line = [title.ljust(widths[0])]
        line += [text.rjust(width) for text, width in zip(cells, widths[1:], strict=True)]
        lines.append("  ".join(line).rstrip())
    return "\n".join(lines)


def _widest(cells: Sequence[str]) -> int:
    return max(map(len, cells))

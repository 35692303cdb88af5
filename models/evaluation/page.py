# SPDX-License-Identifier: GPL-3.0-or-later
"""An evaluation as one self-contained HTML page: figures, curves and pictures to look at."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from html import escape

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.evaluation.baselines import BASELINES
from models.evaluation.charts import Axis, Curve, chart, ends
from models.evaluation.results import Evaluation, Row
from models.evaluation.sweep import DIALS
from models.evaluation.table import cell, protocol, row_title

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 1240px; padding: 0 1em;
       color: #222; background: #fff }
.scroll { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .3em .7em; text-align: right; white-space: nowrap; border-bottom: 1px solid #ddd }
th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: #fff }
td small { color: #666 }
.charts { display: flex; flex-wrap: wrap; gap: 1.5em }
.pictures td { border: 0; padding: .25em; text-align: center; white-space: normal }
.pictures img { width: 320px; height: auto; display: block }
pre { white-space: pre-wrap }
svg text { font: 11px system-ui, sans-serif; fill: #333 }
svg .title { font-size: 13px; font-weight: 600 }
svg rect { fill: none; stroke: #999 }
svg .grid { stroke: #e4e4e4 }
svg .curve { fill: none; stroke-width: 1.8 }
"""


def page(evaluation: Evaluation) -> str:
    """Write the report.

    Parameters
    ----------
    evaluation : Evaluation
        What was measured.

    Returns
    -------
    str
        An HTML document that needs no other file.
    """
    charts = [*_cmf(evaluation), _reliability(evaluation), *_sweeps(evaluation)]
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Evaluation of colorizers</title><style>{_STYLE}</style></head>
<body>
<h1>Evaluation of colorizers</h1>
<p>{evaluation.photos} photos. In brackets: 95 % intervals, bootstrap over photos.</p>
<div class="scroll">{_figures(evaluation)}</div>
<h2>Curves</h2>
<div class="charts">{"".join(charts)}</div>
<h2>Pictures</h2>
<div class="scroll">{_pictures(evaluation)}</div>
<h2>Protocol</h2>
<pre>{escape(protocol(evaluation))}</pre>
</body>
</html>
"""


def _figures(evaluation: Evaluation) -> str:
    heads = "".join(
        f'<th title="{escape(column.protocol)}">{escape(column.title)}</th>'
        for column in evaluation.columns
    )
    lines = []
    for row in evaluation.rows:
        cells = []
        for column in evaluation.columns:
            value, _, interval = cell(row, column).partition(" ")
            cells.append(f"<td>{value} <small>{interval}</small></td>")
        lines.append(f"<tr><td>{escape(row_title(row))}</td>{''.join(cells)}</tr>")
    return f"<table><tr><th></th>{heads}</tr>{''.join(lines)}</table>"


def _cmf(evaluation: Evaluation) -> Iterator[str]:
    for place, kind in enumerate(("raw", "rebalanced")):
        curves = [
            Curve(name, list(enumerate(both[place].tolist())), dashed=name in BASELINES)
            for name, both in evaluation.curves.items()
        ]
        yield chart(
            f"Share of pixels within an ab distance, {kind}",
            Axis("ab distance", 0, 150),
            Axis("% of the pixels", 0, 100),
            curves,
        )


def _reliability(evaluation: Evaluation) -> str:
    curves = [Curve("right as often as claimed", [(0, 0), (1, 1)], dashed=True)]
    for name, (cells, claimed, right) in evaluation.reliability.items():
        points = [
            (float(said / count), float(hit / count))
            for count, said, hit in zip(cells, claimed, right, strict=True)
            if count
        ]
        curves.append(Curve(name, points, marked=True))
    axes = Axis("claimed probability", 0, 1), Axis("share that is right", 0, 1)
    return chart("Reliability of the probabilities, within 10 ab", *axes, curves)


def _sweeps(evaluation: Evaluation) -> Iterator[str]:
    truth = next(row for row in evaluation.rows if row.name == "ground truth")
    original = _value(truth, "colourfulness")
    for dial in DIALS:
        swept = evaluation.sweeps[dial.name]
        if not swept:  # no colorizer has this dial
            continue
        gains, colours = [], []
        for name, rows in swept.items():
            places = [dial.value(row.settings) for row in rows if row.settings is not None]
            for key, kind in (("auc_raw", "raw"), ("auc_rebalanced", "rebalanced")):
                heights = [_value(row, f"{key}_above_gray") for row in rows]
                points = list(zip(places, heights, strict=True))
                gains.append(Curve(f"{name}, {kind}", points, marked=True))
            heights = [_value(row, "colourfulness") for row in rows]
            colours.append(Curve(name, list(zip(places, heights, strict=True)), marked=True))
        gains.append(Curve("gray", [(0, 0), (1, 0)], dashed=True))
        colours.append(Curve("originals", [(0, original), (1, original)], dashed=True))
        for title, unit, curves in (
            (f"AuC above gray, by {dial.name}", "percentage points", gains),
            (f"Colourfulness, by {dial.name}", "colourfulness", colours),
        ):
            reach = ends([0.0, *(y for curve in curves for _, y in curve.points)])
            yield chart(title, Axis(dial.title, 0, 1), Axis(unit, *reach), curves)


def _pictures(evaluation: Evaluation) -> str:
    if not evaluation.strips:
        return ""
    heads = "".join(f"<td>{escape(name)}</td>" for name in evaluation.strips[0].pictures)
    lines = []
    for strip in evaluation.strips:
        images = "".join(
            f'<td><img loading="lazy" alt="{escape(f"{strip.name}, {name}")}" src="{_data(rgb)}">'
            "</td>"
            for name, rgb in strip.pictures.items()
        )
        lines.append(f"<tr>{images}</tr>")
    return f'<table class="pictures"><tr>{heads}</tr>{"".join(lines)}</table>'


def _data(rgb: NDArray[np.uint8]) -> str:
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=90, subsampling=0)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def _value(row: Row, key: str) -> float:
    found = row.estimates[key]
    assert found is not None  # AuC and colourfulness apply to every row
    return found.value

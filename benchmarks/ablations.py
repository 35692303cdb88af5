# SPDX-License-Identifier: GPL-3.0-or-later
"""What each part of the recipe of `compact` is worth: short runs of equal length.

``python benchmarks/ablations.py --photos SHARD... --validation SHARD -o FOLDER [--steps 400]``

Every run changes one thing in `models/training/configs/compact.toml`, at crops of 128 pixels. All
see the same photos in the same order, but for one that tells how far two runs of the same recipe
lie apart. A run that was broken off goes on where it stopped; the table is written anew after
each one.

What changes how vivid a network is moves both areas under the curve, as the vividness dial does.
So each run is measured along the dial (its product pipeline, T = 0.6, every fifth validation
photo of 500), and compared where AuC raw has the same price: as much as gray.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models import registry
from models.colorizer import Colorizer
from models.decoding import DecoderSettings
from models.device import choose_device
from models.evaluation.accuracy import Accuracy, measure
from models.photos import readable
from models.training.configuration import Phase, TrainingConfig, read_configuration
from models.training.objectives.rebalanced_cross_entropy import RebalancedCrossEntropy
from models.training.objectives.recognisable_colours import RecognisableColours
from models.training.trainer import Trainer

RECIPE = Path(__file__).parents[1] / "models" / "training" / "configs" / "compact.toml"
CROP, BATCH, SHORT_SIDE = 128, 16, (160, 272)
VIVIDNESS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
PHOTOS = 100
VARIATIONS: dict[str, dict[str, Any]] = {
    "the recipe": {},
    "the recipe, other seed": {"seed": 2},
    "encoder from random weights": {"initialise": ""},
    "lambda 0.25": {"objective": RebalancedCrossEntropy(rebalancing=0.25)},
    "lambda 0.75": {"objective": RebalancedCrossEntropy(rebalancing=0.75)},
    "lambda 1 (not rebalanced)": {"objective": RebalancedCrossEntropy(rebalancing=1.0)},
    "one bin a cell (no soft encoding)": {"objective": RebalancedCrossEntropy(neighbours=1)},
    "soft encoding of 10 bins": {"objective": RebalancedCrossEntropy(neighbours=10)},
    "no crop looks old": {"old_photo": 0.0},
    "every crop looks old": {"old_photo": 1.0},
    "no moving average of the weights": {"average": 0.0},
    "encoder learns as fast as the rest": {"pretrained_learning_rate": 1e-3},
    "crops of 192 pixels, 7 at a time": {"crop": (7, 192)},
    "photos at one scale": {"short_side": (200, 200)},
    "a classifier looks on": {"objective": RecognisableColours(recognition=1.0)},
}


def varied(config: TrainingConfig, steps: int, changes: dict[str, Any]) -> TrainingConfig:
    """Give a short run with one thing changed."""
    changes = dict(changes)
    batch, crop = changes.pop("crop", (BATCH, CROP))
    low, high = changes.pop("short_side", SHORT_SIDE)
    phase = Phase(steps, batch, crop, (max(low, crop), high))
    return dataclasses.replace(
        config,
        phases=(phase,),
        validate_every=steps + 1,
        validation_photos=12,
        warm_up=min(50, steps // 4),
        # A moving average of the usual length would still hold the first weights.
        **{"average": 0.98, **changes},
    )


def along_the_dial(run: Trainer) -> tuple[list[Accuracy], Accuracy]:
    """Measure a run's averaged weights at every vividness; figures of gray come second."""
    config = run.config
    network = registry.network(config.colorizer)()
    averaged = run.average.state_dict()
    network.load_state_dict({key: averaged[f"module.{key}"] for key in network.state_dict()})
    photos = run.validation[:: max(1, len(run.validation) // PHOTOS)]
    colorizer = Colorizer(registry.card(config.colorizer), network, choose_device())
    settings = [DecoderSettings(config.card.temperature, v) for v in VIVIDNESS]
    figures, gray, _ = measure(colorizer, (picture for _, picture in readable(photos)), settings)
    return figures, gray


def at_equal_price(figures: Sequence[Accuracy], gray: Accuracy) -> str:
    """Cells of the table: the vividness at which AuC raw is that of gray, and what it brings."""
    raw = [figure.auc_raw - gray.auc_raw for figure in figures]
    if not min(raw) <= 0.0 <= max(raw):
        return "- | - | -"
    # AuC raw falls as vividness rises, and `interp` wants it rising.
    rows = [
        (v, f.auc_rebalanced - gray.auc_rebalanced, f.colourfulness)
        for v, f in zip(VIVIDNESS, figures, strict=True)
    ]
    columns = np.array(rows)[::-1].T
    vividness, rebalanced, colourful = (np.interp(0.0, raw[::-1], column) for column in columns)
    return f"{vividness:.2f} | {rebalanced:+.2f} | {colourful:.1f}"


def main() -> None:
    """Train, measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, nargs="+", required=True)
    parser.add_argument("--validation", type=Path, nargs="+", required=True)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("-o", "--output", type=Path, required=True)
    given = parser.parse_args()
    recipe = read_configuration(RECIPE)
    device = torch.device(choose_device().name)
    lines = [
        "| changed | v = 0: AuC raw, rebalanced above gray | v = 1: the same "
        "| v where AuC raw is that of gray | AuC rebalanced above gray there "
        "| colourfulness there |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for number, (title, changes) in enumerate(VARIATIONS.items()):
        print(f"{number + 1} of {len(VARIATIONS)}: {title}", file=sys.stderr)
        config = varied(recipe, given.steps, changes)
        run = Trainer(
            config, given.photos, given.validation, given.output / f"{number:02d}", device
        )
        run.run()
        figures, gray = along_the_dial(run)
        ends = [
            f"{figure.auc_raw - gray.auc_raw:+.2f}, "
            f"{figure.auc_rebalanced - gray.auc_rebalanced:+.2f}"
            for figure in (figures[0], figures[-1])
        ]
        lines.append(f"| {title} | {' | '.join(ends)} | {at_equal_price(figures, gray)} |")
        (given.output / "table.md").write_text("\n".join([*lines, ""]), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

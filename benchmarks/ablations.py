# SPDX-License-Identifier: GPL-3.0-or-later
"""What each part of the recipe of `compact` is worth: short runs of equal length.

``python benchmarks/ablations.py --photos SHARD... --validation SHARD -o FOLDER [--steps 400]``

Every run changes one thing in `models/training/configs/compact.toml`, at crops of 160 pixels. All
see the same photos in the same order. A run that was broken off goes on where it stopped; the
table is written anew after each one.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import Any

import torch

from models.device import choose_device
from models.training.configuration import Phase, TrainingConfig, read_configuration
from models.training.objectives.rebalanced_cross_entropy import RebalancedCrossEntropy
from models.training.objectives.recognisable_colours import RecognisableColours
from models.training.trainer import Trainer
from models.training.validation import validate

RECIPE = Path(__file__).parents[1] / "models" / "training" / "configs" / "compact.toml"
CROP, BATCH, SHORT_SIDE = 160, 16, (160, 272)
VARIATIONS: dict[str, dict[str, Any]] = {
    "the recipe": {},
    "encoder from random weights": {"initialise": ""},
    "encoder learns as fast as the rest": {"pretrained_learning_rate": 1e-3},
    "no moving average of the weights": {"average": 0.0},
    "no crop looks old": {"old_photo": 0.0},
    "every crop looks old": {"old_photo": 1.0},
    "lambda 1 (not rebalanced)": {"objective": RebalancedCrossEntropy(rebalancing=1.0)},
    "lambda 0.25": {"objective": RebalancedCrossEntropy(rebalancing=0.25)},
    "one bin a cell (no soft encoding)": {"objective": RebalancedCrossEntropy(neighbours=1)},
    "soft encoding of 10 bins": {"objective": RebalancedCrossEntropy(neighbours=10)},
    "a classifier looks on": {"objective": RecognisableColours(recognition=1.0)},
    "crops of 224 pixels, 8 at a time": {"crop": (8, 224)},
    "photos at one scale": {"short_side": (160, 160)},
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
        # A moving average of the usual length would still hold the first weights.
        **{"average": 0.98, **changes},
    )


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
        "| changed | AuC raw above gray | AuC rebalanced above gray | colourfulness |",
        "| --- | --- | --- | --- |",
    ]
    for number, (title, changes) in enumerate(VARIATIONS.items()):
        print(f"{number + 1} of {len(VARIATIONS)}: {title}", file=sys.stderr)
        config = varied(recipe, given.steps, changes)
        folder = given.output / f"{number:02d}"
        run = Trainer(config, given.photos, given.validation, folder, device)
        # A run that was at its end already gives no figures.
        figures = run.run() or validate(run, folder / "validation.png")
        lines.append(
            f"| {title} | {figures.raw - figures.gray_raw:+.2f} "
            f"| {figures.rebalanced - figures.gray_rebalanced:+.2f} "
            f"| {figures.colourfulness:.1f} |"
        )
        (given.output / "table.md").write_text("\n".join([*lines, ""]), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

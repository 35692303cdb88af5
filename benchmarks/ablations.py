# SPDX-License-Identifier: GPL-3.0-or-later
"""What each part of the recipe of `compact` is worth: short runs of equal length.

``python benchmarks/ablations.py --photos SHARD... --validation SHARD -o FOLDER [--steps 400]``

Every run changes one thing in `models/training/configs/compact.toml`, at crops of 128 pixels. All
see the same photos in the same order, but for one that tells how far two runs of the same recipe
lie apart. A run that was broken off goes on where it stopped, what was measured of a whole one is
kept in its folder; the table is written anew after each one.

Areas under curves are moved by how vivid a network is and hang on few photos, so the runs are
compared by proper scores: the cross entropy (nats a cell) of every fifth validation photo's
colours, photo by photo against the same photo in the recipe's run. Once of the honest
distribution with all cells alike (v = 0), once of the recipe's rebalanced one with each bin
weighed by its rarity (v = 1). Lower is better. AuC and colourfulness stand beside them, through
the product's pipeline at T = 0.6.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from models import registry
from models.color.bins import zhang_bins
from models.color.lab import lab_from_srgb
from models.colorizer import Colorizer
from models.decoding import DecoderSettings
from models.device import choose_device
from models.evaluation.accuracy import measure
from models.networks.network import ColorizerNetwork
from models.photos import ColorPhoto, readable
from models.training.configuration import Phase, TrainingConfig, read_configuration
from models.training.objectives.objective import coarse_target
from models.training.objectives.rebalanced_cross_entropy import RebalancedCrossEntropy
from models.training.objectives.recognisable_colours import RecognisableColours
from models.training.trainer import Trainer

RECIPE = Path(__file__).parents[1] / "models" / "training" / "configs" / "compact.toml"
CROP, BATCH, SHORT_SIDE = 128, 16, (160, 272)
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
    "decoder of 192 channels": {"architecture": {"width": 192}},
    "soft encoding of sigma 10": {"objective": RebalancedCrossEntropy(neighbours=20, sigma=10.0)},
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


def trained(run: Trainer) -> ColorizerNetwork:
    """Give the network of a run, with its averaged weights."""
    config = run.config
    network = registry.network(config.colorizer)(**config.architecture)
    averaged = run.average.state_dict()
    network.load_state_dict({key: averaged[f"module.{key}"] for key in network.state_dict()})
    return network.eval().to(choose_device().name)


@torch.inference_mode()
def scores(network: ColorizerNetwork, photos: Sequence[ColorPhoto], weights: Tensor) -> Tensor:
    """Ask how well a network foretells the colours of photos.

    Parameters
    ----------
    network : ColorizerNetwork
        One with a distribution over the 313 bins.
    photos : sequence of ColorPhoto
        Colour photos.
    weights : Tensor
        (Q,) class weights of the rebalanced score.

    Returns
    -------
    Tensor
        (N, 2) nats: of the honest distribution, and of the rebalanced one.
    """
    bins = zhang_bins()
    class_weights: Tensor = network.class_weights.cpu()  # type: ignore[assignment]
    rows = []
    for _, picture in readable(photos):
        sides = [max(32, round(side / 32) * 32) for side in picture.size]
        resized = np.asarray(picture.resize((sides[0], sides[1]), Image.Resampling.BICUBIC))
        rgb = torch.from_numpy(resized.copy()).movedim(2, 0)[None].float() / 255.0
        lab = lab_from_srgb(rgb)
        logits = network(lab[:, :1].to(choose_device().name)).float().cpu()
        target = coarse_target(lab[:, 1:], network.stride).movedim(1, -1).reshape(-1, 2)
        index, share = bins.soft_encode(target, 5, 5.0)
        honest = logits[0].flatten(1).T.log_softmax(1) - class_weights.log()
        natural = honest.log_softmax(1).gather(1, index)
        rebalanced = (honest + weights.log()).log_softmax(1).gather(1, index) * weights[index]
        rows.append([-(share * score).sum(1).mean() for score in (natural, rebalanced)])
    return torch.tensor(rows)


def figures(
    config: TrainingConfig, network: ColorizerNetwork, photos: Sequence[ColorPhoto]
) -> list[str]:
    """Cells of the table: AuC and colourfulness at v = 0 and v = 1, through the pipeline."""
    colorizer = Colorizer(registry.card(config.colorizer), network, choose_device())
    settings = [DecoderSettings(config.card.temperature, v) for v in (0.0, 1.0)]
    found, gray, _ = measure(colorizer, (picture for _, picture in readable(photos)), settings)
    return [
        f"{figure.auc_raw - gray.auc_raw:+.2f}, "
        f"{figure.auc_rebalanced - gray.auc_rebalanced:+.2f}, {figure.colourfulness:.1f}"
        for figure in found
    ]


def compared(run: Tensor, recipe: Tensor) -> str:
    """Cells of the table: mean difference to the recipe's run, with its 95 % interval."""
    difference = run - recipe
    mean, error = difference.mean(0), difference.std(0) / len(run) ** 0.5
    return " | ".join(f"{m:+.3f} ± {1.96 * e:.3f}" for m, e in zip(mean, error, strict=True))


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
        "| changed | cross entropy, v = 0 | cross entropy, v = 1 "
        "| v = 0: AuC raw, rebalanced above gray, colourfulness | v = 1: the same |",
        "| --- | --- | --- | --- | --- |",
    ]
    recipes: Tensor | None = None
    weights = torch.ones(0)
    for number, (title, changes) in enumerate(VARIATIONS.items()):
        print(f"{number + 1} of {len(VARIATIONS)}: {title}", file=sys.stderr)
        config = varied(recipe, given.steps, changes)
        run = Trainer(
            config, given.photos, given.validation, given.output / f"{number:02d}", device
        )
        run.run()
        network = trained(run)
        photos = run.validation[:: max(1, len(run.validation) // PHOTOS)]
        if recipes is None:
            weights = network.class_weights.cpu()  # type: ignore[assignment]
        kept = run.folder / "measured.json"
        if not kept.exists():
            measured = {
                "scores": scores(network, photos, weights).tolist(),
                "figures": figures(config, network, photos),
            }
            kept.write_text(json.dumps(measured), encoding="utf-8")
        measured = json.loads(kept.read_text(encoding="utf-8"))
        run_scores = torch.tensor(measured["scores"])
        if recipes is None:
            recipes = run_scores
            cells = " | ".join(f"{mean:.3f}" for mean in recipes.mean(0))
        else:
            cells = compared(run_scores, recipes)
        lines.append(f"| {title} | {cells} | {' | '.join(measured['figures'])} |")
        (given.output / "table.md").write_text("\n".join([*lines, ""]), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()

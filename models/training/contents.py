# SPDX-License-Identifier: GPL-3.0-or-later
"""Train the classifier of what regions show, on photos whose parts have been labelled by people.

``python -m models.training.contents PHOTOS --measured OTHERS -o FOLDER``

PHOTOS and OTHERS are folders with, for every photo ``NAME.jpg``, its labels ``NAME.png`` of the
same size: 0 for what is none of the things or not known, 1, 2, ... for those in
`models.contents.LABELS`, and `PERSON` for a person of whom it is not known which part. Every photo
is looked at twice; half of the time it is made to look old. FOLDER gets ``contents.safetensors``
and the card ``contents.json``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from models import registry
from models.carded_weights import write_carded_weights
from models.coarse_grid import pools
from models.color.lab import linear_from_lab, srgb_from_linear
from models.colorizer import Colorizer, working_shape
from models.contents import LABELS, ContentsCard, region_features
from models.device import choose_device
from models.regions.automatic import automatic_regions
from models.regions.region import coarse_mask
from models.training.old_photo import old_photo_lightness

PERSON = len(LABELS) + 1
"""Value of a person in pictures of labels; its parts are skin, hair or clothes."""
_PARTS_OF_PERSON = ("skin", "hair", "clothes")
_SIDE = 256  # short side at which photos are aged, pixels
_QUICK = 192  # short side at which regions are found, pixels
_OLD = 0.5  # share of the photos that are made to look old
_TIMES = 2  # that each photo is looked at in training, aged by chance each time
_PURE = 0.8  # share of a region that must have one label
_SMALLEST = 0.004  # share of the photo below which what has one label is no region
_DECAYS = (1e-4, 1e-3, 1e-2)  # of the weights; what fits other photos best is taken
_STEPS = 300
_PRECISION = 0.9  # of what is said of regions; the less sure is not said
_FEWEST = 5  # regions by which that is known
_EVEN = 0.5  # probability from which on a thing is likelier than all others together


@dataclass(frozen=True, eq=False)
class Regions:
    """Regions of photos, described and labelled."""

    features: Tensor
    """(n, C)."""
    allowed: Tensor
    """(n, K) bool, what each of them may show."""
    photo: Tensor
    """(n,) the number of the photo that each of them is part of."""


def regions_of(photo: Path, number: int, colorizer: Colorizer) -> Regions:
    """Describe the regions of one photo: what has one label, and what is found by itself.

    Parameters
    ----------
    photo : Path
        With its labels beside it.
    number : int
        Of the photo; what chance decides about its age goes by it.
    colorizer : Colorizer
        The default one.

    Returns
    -------
    Regions
    """
    with Image.open(photo) as picture, Image.open(photo.with_suffix(".png")) as labelled:
        height, width = working_shape((picture.height, picture.width), _SIDE, 32)
        rgb = np.asarray(picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS))
        values = np.asarray(labelled.resize((width, height), Image.Resampling.NEAREST))
    pixels = torch.from_numpy(rgb.copy()).permute(2, 0, 1)[None].float() / 255.0
    lightness = old_photo_lightness(pixels, _OLD, torch.Generator().manual_seed(number))
    gray = srgb_from_linear(linear_from_lab(functional.pad(lightness, (0, 0, 0, 0, 0, 2))))
    prediction = colorizer.predict(gray[0, 0].clamp(0.0, 1.0).numpy(), working_size=_QUICK)
    features = region_features(*colorizer.layers(lightness[0, 0]))
    grid = (features.shape[1], features.shape[2])

    labels = automatic_regions(prediction)
    scaled = Image.fromarray(labels.astype(np.uint8)).resize(
        (width, height), Image.Resampling.NEAREST
    )
    found = [np.asarray(scaled) == label for label in range(int(labels.max()) + 1)]
    masks, allowed = [], []
    for region in [values == value for value in range(1, PERSON + 1)] + found:
        if region.mean() < _SMALLEST:
            continue
        value = int(np.bincount(values[region]).argmax())
        if value > 0 and (values[region] == value).mean() >= _PURE:
            masks.append(coarse_mask(region, grid))
            allowed.append(_allowed(value))
    if not masks:
        nothing = torch.zeros(0, len(LABELS), dtype=torch.bool)
        return Regions(torch.zeros(0, len(features)), nothing, torch.zeros(0, dtype=torch.long))
    described = pools(features, torch.stack(masks))
    return Regions(described, torch.tensor(allowed), torch.full((len(masks),), number))


def fit(regions: Regions, decay: float) -> tuple[Tensor, Tensor]:
    """Fit multinomial logistic regression.

    Parameters
    ----------
    regions : Regions
        To be told apart.
    decay : float
        By which large weights are held back.

    Returns
    -------
    weight : Tensor
        (K, C).
    bias : Tensor
        (K,).
    """
    mean = regions.features.mean(0)
    spread = regions.features.std(0).clamp(min=1e-3)
    features = (regions.features - mean) / spread
    # Skies are in every second photo and boats in few; half-way between is what is asked about.
    share = regions.allowed.float().mean(0).clamp(min=1e-3)
    rarity = (regions.allowed / share.sqrt()).sum(1) / regions.allowed.sum(1)
    rarity = rarity / rarity.sum()
    weight = torch.zeros(len(LABELS), features.shape[1], requires_grad=True)
    bias = torch.zeros(len(LABELS), requires_grad=True)
    solver = torch.optim.LBFGS(
        [weight, bias], max_iter=_STEPS, history_size=20, line_search_fn="strong_wolfe"
    )

    def loss() -> Tensor:
        solver.zero_grad()
        logits = features @ weight.T + bias
        total = -(rarity * _allowed_likelihood(regions, logits)).sum()
        total = total + decay * weight.square().sum()
        total.backward()
        return total.detach()

    solver.step(loss)
    scaled = weight.detach() / spread
    return scaled, bias.detach() - scaled @ mean


def measure(
    regions: Regions, weight: Tensor, bias: Tensor
) -> tuple[tuple[float, ...], dict[str, object]]:
    """Find from which probability on nine of ten names are right, and how often one is given.

    The probabilities are found on all photos. How often names are right is counted on every second
    photo with the probabilities found on the others, and the other way round: what is counted had
    no say in what is called sure.

    Returns
    -------
    sure : tuple of float
        For each label; above 1 where too few names would be right.
    figures : dict
    """
    probability, label = (regions.features @ weight.T + bias).softmax(1).max(1)
    right = regions.allowed[torch.arange(len(label)), label]
    said = torch.zeros_like(right)
    for half in (0, 1):
        counted = regions.photo % 2 == half
        sure = _all_sure_from(probability[~counted], label[~counted], right[~counted])
        said[counted] = (probability >= torch.tensor(sure)[label])[counted]
    each = {
        name: {
            "regions": int((regions.allowed[:, k] & (regions.allowed.sum(1) == 1)).sum()),
            "named": int((said & (label == k)).sum()),
            "right": int((said & (label == k) & right).sum()),
        }
        for k, name in enumerate(LABELS)
    }
    figures = {
        "regions": len(label),
        "right_of_all": round(float(right.float().mean()), 3),
        "named": round(float(said.float().mean()), 3),
        "right_of_named": round(float(right[said].float().mean()), 3),
        "each": each,
    }
    return _all_sure_from(probability, label, right), figures


def _all_sure_from(probability: Tensor, label: Tensor, right: Tensor) -> tuple[float, ...]:
    """Give `_sure_from` of every label."""
    return tuple(
        round(_sure_from(probability[label == k], right[label == k]), 4) for k in range(len(LABELS))
    )


def _sure_from(probability: Tensor, right: Tensor) -> float:
    """Give the least probability from which on enough names are right; 2 where there is none."""
    order = probability.argsort(descending=True)
    named = torch.arange(1, len(order) + 1)
    precision = right[order].float().cumsum(0) / named
    enough = ((precision >= _PRECISION) & (named >= _FEWEST)).nonzero().flatten().tolist()
    if not enough:
        return 2.0
    least = float(probability[order[enough[-1]]])
    # Where even the least sure name was right, nothing is known of still less sure ones.
    return min(least, _EVEN) if enough[-1] == len(order) - 1 else least


def _allowed_likelihood(regions: Regions, logits: Tensor) -> Tensor:
    """Log probability that each region, (n, K) logits, shows what it may show, (n,)."""
    return logits.log_softmax(1).masked_fill(~regions.allowed, -torch.inf).logsumexp(1)


def _allowed(value: int) -> list[bool]:
    if value == PERSON:
        return [label in _PARTS_OF_PERSON for label in LABELS]
    return [number == value for number in range(1, len(LABELS) + 1)]


def _labelled(folder: Path) -> list[Path]:
    names = sorted(path for path in folder.rglob("*.jpg") if path.with_suffix(".png").is_file())
    if not names:
        raise click.ClickException(f"There are no photos with labels in {folder}.")
    return names


def _gathered(photos: Sequence[Path], colorizer: Colorizer, times: int = 1) -> Regions:
    """Describe the regions of photos, each of which chance ages so many times."""
    found = list(_each([*photos] * times, colorizer))
    return Regions(
        torch.cat([regions.features for regions in found]),
        torch.cat([regions.allowed for regions in found]),
        torch.cat([regions.photo for regions in found]),
    )


def _each(photos: Sequence[Path], colorizer: Colorizer) -> Iterator[Regions]:
    for number, photo in enumerate(tqdm(photos, unit="photo")):
        yield regions_of(photo, number, colorizer)


@click.command()
@click.argument("photos", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--measured",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Other photos, on which it is measured.",
)
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--data", default="", help="What the photos are and on which terms, for the card.")
def main(photos: Path, measured: Path, output: Path, data: str) -> None:
    """Train on labelled PHOTOS; write the weights and their card to a folder."""
    trained, held_back = _labelled(photos), _labelled(measured)
    colorizer = registry.load(registry.DEFAULT, choose_device())
    seen, unseen = _gathered(trained, colorizer, _TIMES), _gathered(held_back, colorizer)
    fits = {decay: fit(seen, decay) for decay in _DECAYS}

    def likelihood(decay: float) -> float:
        weight, bias = fits[decay]
        return float(_allowed_likelihood(unseen, unseen.features @ weight.T + bias).mean())

    decay = max(_DECAYS, key=likelihood)
    weight, bias = fits[decay]
    sure, figures = measure(unseen, weight, bias)
    path = output / "contents.safetensors"
    write_carded_weights(
        path,
        {"weight": weight, "bias": bias},
        ContentsCard,
        network=registry.DEFAULT,
        network_sha256=colorizer.card.sha256,
        labels=LABELS,
        sure=sure,
        training={
            "photos": len(trained),
            "regions": len(seen.features),
            "decay": decay,
            "data": data,
        },
        metrics={"photos": len(held_back), **figures},
    )
    click.echo(f"{path}: {figures}")


if __name__ == "__main__":
    main()

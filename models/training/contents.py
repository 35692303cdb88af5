# SPDX-License-Identifier: GPL-3.0-or-later
"""Train the classifier of what photos show, on photos whose parts have been labelled by people.

``python -m models.training.contents PHOTOS --measured OTHERS -o FOLDER``

PHOTOS and OTHERS are folders of `models.training.labelled_photos`. It is fitted to the pieces that
the automatic picture is made of, and measured on regions, as people see their names. FOLDER gets
``contents.safetensors`` and the card ``contents.json``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
import torch
from torch import Tensor
from tqdm import tqdm

from models import registry
from models.carded_weights import write_carded_weights
from models.colorizer import Colorizer
from models.contents import LABELS, ContentsCard
from models.device import choose_device
from models.training.labelled_photos import (
    LabelledPhoto,
    Places,
    labelled_pieces,
    labelled_regions,
    looked_at,
)

_DECAYS = (1e-3, 3e-3, 1e-2)  # of the weights; what fits other photos best is taken
_STEPS = 100
_PRECISION = 0.9  # of what is said of regions; the less sure is not said
_FEWEST = 5  # regions by which that is known
_EVEN = 0.5  # probability from which on a thing is likelier than all others together


def fit(places: Places, decay: float) -> tuple[Tensor, Tensor]:
    """Fit multinomial logistic regression.

    Parameters
    ----------
    places : Places
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
    mean = places.features.mean(0)
    spread = places.features.std(0).clamp(min=1e-3)
    features = (places.features - mean) / spread
    # Skies are in every second photo and boats in few; half-way between is what is asked about.
    share = places.allowed.float().mean(0).clamp(min=1e-3)
    rarity = (places.allowed / share.sqrt()).sum(1) / places.allowed.sum(1)
    rarity = rarity / rarity.sum()
    weight = torch.zeros(len(LABELS), features.shape[1], requires_grad=True)
    bias = torch.zeros(len(LABELS), requires_grad=True)
    solver = torch.optim.LBFGS(
        [weight, bias], max_iter=_STEPS, history_size=20, line_search_fn="strong_wolfe"
    )

    def loss() -> Tensor:
        solver.zero_grad()
        logits = features @ weight.T + bias
        total = -(rarity * _allowed_likelihood(places, logits)).sum()
        total = total + decay * weight.square().sum()
        total.backward()
        return total.detach()

    solver.step(loss)
    scaled = weight.detach() / spread
    return scaled, bias.detach() - scaled @ mean


def measure(
    regions: Places, weight: Tensor, bias: Tensor
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


def _allowed_likelihood(places: Places, logits: Tensor) -> Tensor:
    """Log probability that each place, (n, K) logits, shows what it may show, (n,)."""
    return logits.log_softmax(1).masked_fill(~places.allowed, -torch.inf).logsumexp(1)


def _labelled(folder: Path) -> list[Path]:
    names = sorted(path for path in folder.rglob("*.jpg") if path.with_suffix(".png").is_file())
    if not names:
        raise click.ClickException(f"There are no photos with labels in {folder}.")
    return names


def _gathered(each: Iterable[Places]) -> Places:
    found = list(each)
    return Places(
        torch.cat([places.features for places in found]),
        torch.cat([places.allowed for places in found]),
        torch.cat([places.photo for places in found]),
    )


def _each(photos: Sequence[Path], colorizer: Colorizer) -> Iterator[LabelledPhoto]:
    for number, photo in enumerate(tqdm(photos, unit="photo")):
        yield looked_at(photo, number, colorizer)


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
    seen = _gathered(labelled_pieces(photo) for photo in _each(trained, colorizer))
    unseen = _gathered(labelled_regions(photo, colorizer) for photo in _each(held_back, colorizer))
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
            "pieces": len(seen.features),
            "decay": decay,
            "data": data,
        },
        metrics={"photos": len(held_back), **figures},
    )
    click.echo(f"{path}: {figures}")


if __name__ == "__main__":
    main()

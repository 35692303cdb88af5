# SPDX-License-Identifier: GPL-3.0-or-later
"""Count what colours the things that photos show usually have (see `models.typical_colours`).

``python -m models.training.typical_colours PHOTOS... -o FOLDER``

What the photos show is told by the shipped classifier of contents, so they need no labels. FOLDER
gets ``typical_colours.safetensors`` and the card ``typical_colours.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from tqdm import tqdm

from models import registry
from models.carded_weights import read_weights_card, write_carded_weights
from models.coarse_grid import coarse_plane
from models.color.bins import Bins, zhang_bins
from models.contents import LABELS, WEIGHTS, ContentsCard
from models.device import choose_device
from models.errors import NoPhotos
from models.evaluation.answer import Truth
from models.photos import find_photos, readable
from models.predictions.content_map import ContentMap
from models.typical_colours import TypicalColoursCard

_LEVELS = 10  # of lightness
_NEIGHBOURS, _SIGMA = 5, 5.0  # soft encoding, as the network was trained
_SIDE = 448  # longer side to which photos are reduced, pixels
_UNSEEN = 1e-3  # of a thing's colours are, at any lightness, those of all things


def counted(truth: Truth, contents: ContentMap, bins: Bins) -> Tensor:
    """Count the colours of one photo.

    Parameters
    ----------
    truth : Truth
        The photo.
    contents : ContentMap
        What it shows.
    bins : Bins
        The palette.

    Returns
    -------
    Tensor
        (K, levels, Q) shares of the photo, which sum to 1.
    """
    grid = (contents.evidence.shape[1], contents.evidence.shape[2])
    ab = functional.adaptive_avg_pool2d(truth.ab[None], grid)[0]
    index, share = bins.soft_encode(ab.flatten(1).T, _NEIGHBOURS, _SIGMA)
    level = (coarse_plane(truth.light, grid) / 100.0 * _LEVELS).long().clamp(0, _LEVELS - 1)
    place = (level.view(-1, 1) * bins.count + index).flatten()
    shown = contents.at(*grid).softmax(0).flatten(1)
    shares = (shown[:, :, None] * share / len(index)).flatten(1)
    total = torch.zeros(len(shown), _LEVELS * bins.count)
    return total.index_add_(1, place, shares).view(-1, _LEVELS, bins.count)


def log_probability(total: Tensor) -> Tensor:
    """Make probabilities of counts.

    Parameters
    ----------
    total : Tensor
        (K, levels, Q) of all photos.

    Returns
    -------
    Tensor
        Like it: logarithms of the probabilities of bins, for each thing and lightness.
    """
    of_all = total.sum((0, 1)) + 1e-6 * total.sum()  # no colour is impossible
    of_all = of_all / of_all.sum()
    of_each = total.sum((1, 2)).view(-1, 1, 1) / total.shape[1]
    some = total + _UNSEEN * of_each * of_all
    return (some / some.sum(2, keepdim=True)).log()


@click.command()
@click.argument("photos", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
@click.option("--exclude", multiple=True, help="Photos whose name begins so are left out.")
@click.option(
    "--every",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Only every so many-th photo.",
)
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--data", default="", help="What the photos are and on which terms, for the card.")
def main(
    photos: Sequence[Path], exclude: Sequence[str], every: int, output: Path, data: str
) -> None:
    """Count colours in folders and tar shards of PHOTOS; write them and their card to a folder."""
    colorizer = registry.load(registry.DEFAULT, choose_device())
    bins = zhang_bins()
    total = torch.zeros(len(LABELS), _LEVELS, bins.count, dtype=torch.float64)
    number = 0
    try:
        found = find_photos(photos, exclude)[::every]
    except NoPhotos as error:
        raise click.ClickException(str(error)) from error
    for _, picture in readable(tqdm(found, unit="photo")):
        picture.thumbnail((_SIDE, _SIDE))
        truth = Truth(np.array(picture))
        if truth.is_gray:
            continue
        contents = colorizer.contents(truth.light)
        if contents is None:
            raise click.ClickException(
                "It is not known what the default colorizer's layers mean. First write: "
                "python -m models.training.contents"
            )
        total += counted(truth, contents, bins)
        number += 1
    if number == 0:
        raise click.ClickException("None of the photos can be read and has colours.")
    path = output / "typical_colours.safetensors"
    write_carded_weights(
        path,
        {"log_probability": log_probability(total).half()},
        TypicalColoursCard,
        contents_sha256=read_weights_card(WEIGHTS, ContentsCard).sha256,
        labels=LABELS,
        training={"photos": number, "data": data},
    )
    click.echo(f"{path}: {number} photos")


if __name__ == "__main__":
    main()

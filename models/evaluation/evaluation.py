# SPDX-License-Identifier: GPL-3.0-or-later
"""Colour the gray copies of colour photos, and measure how good that is.

Protocol
--------
- Photos are turned upright and, where their short side is over 256 pixels, reduced to 256 with
  Lanczos; nothing is cropped. Photos under 2 % of whose pixels have a chroma over 8 are left out.
- The input is the photo's relative luminance as an 8-bit sRGB-coded gray plane. The lightness L of
  that plane is kept in every answer; the colorizer adds ab through the product's own pipeline
  (network at its working size, decoding at the shipped temperature and vividness, edge-aware
  upsampling, gamut at fixed L), rounded to 8-bit RGB. No JPEG lies in between.
- ab is CIE Lab (D65), taken from the 8-bit RGB of the answer and of the original.
- Behind each figure stands its 95 % interval: bootstrap over photos, 1000 draws, fixed seed.
  Differences to gray are drawn in pairs.
"""

from __future__ import annotations

import time
import warnings
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from models.capabilities import Capability
from models.colorizer import Colorizer
from models.decoding import DecoderSettings
from models.errors import BadPhoto, EvaluationImpossible
from models.evaluation.answer import Answer, Cost, Truth, read_truth
from models.evaluation.auc import LARGEST_DISTANCE, RawAuc, RebalancedAuc, error_histogram
from models.evaluation.baselines import GRAY, baselines
from models.evaluation.blotches import Blotches
from models.evaluation.calibration import CalibrationError, reliability
from models.evaluation.coherence import PHOTOS as CALM_PHOTOS
from models.evaluation.coherence import CalmAlternatives
from models.evaluation.collected import Collected
from models.evaluation.colourfulness import (
    Colourfulness,
    ColourfulnessDifference,
    ColourfulnessError,
)
from models.evaluation.cost import Parameters, Seconds
from models.evaluation.fidelity import Psnr, Rmse, Ssim
from models.evaluation.figure import Figure
from models.evaluation.recognition import Classifier, Judge, Recognised, Recovered
from models.evaluation.region_hits import RegionHits
from models.evaluation.results import Column, Evaluation, PictureStrip
from models.evaluation.sweep import DIALS, Sweep
from models.evaluation.sweep import PHOTOS as SWEPT
from models.photos import ColorPhoto
from models.predictions.prediction import Prediction
from models.recomposition import automatic

_SHOWN = 16  # photos in the picture grid
_SEED = 313


def evaluate(
    photos: Sequence[ColorPhoto],
    colorizers: Sequence[Colorizer],
    labels: Mapping[str, int],
    classifier: Classifier | None,
) -> Evaluation:
    """Measure colorizers and the baselines. A progress bar is shown on a terminal.

    Parameters
    ----------
    photos : sequence of ColorPhoto
        Colour photos. Those that cannot be read are named by a warning and left out.
    colorizers : sequence of Colorizer
        Each is measured at the temperature and vividness that it is shipped with.
    labels : Mapping
        ImageNet class by the name of the photo, for those that have one.
    classifier : Classifier or None
        Looks at the photos with a label; None leaves these figures out.

    Returns
    -------
    Evaluation

    Raises
    ------
    EvaluationImpossible
        If fewer than two photos have colours.
    """
    coloured, left_out, unreadable, mean = _survey(photos)
    compared = spread(coloured, CALM_PHOTOS)
    figures = _figures(classifier, compared)
    rows: dict[str, Collected] = defaultdict(Collected)
    histograms: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(()))
    distributions = [
        colorizer.card
        for colorizer in colorizers
        if Capability.DISTRIBUTION in colorizer.card.capabilities
    ]
    sweeps = {
        dial.name: {
            card.name: Sweep(dial, card.defaults)
            for card in distributions
            if dial.name in card.dials
        }
        for dial in DIALS
    }
    dials = {colorizer.card.name: colorizer.card.dials for colorizer in colorizers}
    claims = {card.name: np.zeros(()) for card in distributions}
    swept, shown = set(spread(coloured, SWEPT)), set(spread(coloured, _SHOWN))
    strips = []
    for photo, another in tqdm(_with_another(coloured), unit="photo", disable=None):
        truth = read_truth(photo, labels.get(photo.name))
        answers = dict(baselines(truth, read_truth(another), mean))
        for colorizer in colorizers:
            name = colorizer.card.name
            began = time.perf_counter()
            prediction = colorizer.predict(truth.gray)
            cost = Cost(time.perf_counter() - began, colorizer.parameters)
            answers[name] = _answer(truth, prediction, colorizer.card.defaults, cost)
            if Capability.DISTRIBUTION not in colorizer.card.capabilities:
                continue
            claims[name] = claims[name] + reliability(prediction.distribution(), truth.ab)
            if photo in swept:
                for by_name in sweeps.values():
                    if name in by_name:
                        by_name[name].add(partial(_answer, truth, prediction), answers[GRAY])
        for name, answer in answers.items():
            rows[name].add(answer, figures)
            histograms[name] = histograms[name] + error_histogram(answer)
        if photo in shown:
            names = (GRAY, *(colorizer.card.name for colorizer in colorizers))
            pictures = {name: answers[name].rgb for name in names}
            strips.append(PictureStrip(photo.name, {**pictures, "original": truth.rgb}))
    return Evaluation(
        photos=len(coloured),
        left_out=left_out,
        unreadable=unreadable,
        labelled=sum(photo.name in labels for photo in coloured),
        columns=_columns(figures),
        rows=[
            replace(row.row(name, figures, rows[GRAY]), dials=dials.get(name, ()))
            for name, row in rows.items()
        ],
        sweeps={
            dial: {name: sweep.rows(name) for name, sweep in by_name.items()}
            for dial, by_name in sweeps.items()
        },
        curves={name: _curves(histogram) for name, histogram in histograms.items()},
        reliability=claims,
        strips=strips,
    )


def spread(photos: Sequence[ColorPhoto], count: int) -> list[ColorPhoto]:
    """Choose photos evenly over a list.

    Parameters
    ----------
    photos : sequence of ColorPhoto
        All of them.
    count : int
        How many are wanted, at least 1.

    Returns
    -------
    list of ColorPhoto
        `count` of them, or all if there are fewer; the same ones every time.
    """
    taken = min(count, len(photos))
    return [photos[number * len(photos) // taken] for number in range(taken)]


def _survey(
    photos: Sequence[ColorPhoto],
) -> tuple[list[ColorPhoto], list[str], list[str], Tensor]:
    """Look through the photos: those with colours, names of gray and of bad ones, mean ab (2,)."""
    coloured, left_out, unreadable = [], [], []
    total, pixels = torch.zeros(2, dtype=torch.float64), 0
    for photo in tqdm(photos, desc="looking through", unit="photo", disable=None):
        try:
            truth = read_truth(photo)
        except BadPhoto as error:
            warnings.warn(f"{error} It is left out.", stacklevel=2)
            unreadable.append(photo.name)
            continue
        if truth.is_gray:
            left_out.append(photo.name)
            continue
        coloured.append(photo)
        total += truth.ab.double().sum((1, 2))
        pixels += truth.light.numel()
    if not coloured:
        raise EvaluationImpossible(
            "All the photos that can be read are gray: there are no true colours to compare with."
        )
    if len(coloured) < 2:
        raise EvaluationImpossible(
            "Only one of the photos has colours. At least two are needed: the baseline `random` "
            "takes the colours of another photo."
        )
    return coloured, left_out, unreadable, (total / pixels).float()


def _with_another(photos: Sequence[ColorPhoto]) -> list[tuple[ColorPhoto, ColorPhoto]]:
    """Pair each photo with another one: the next in a random circle of all of them."""
    circle = np.random.default_rng(_SEED).permutation(len(photos)).tolist()
    following = dict(zip(circle, [*circle[1:], circle[0]], strict=True))
    return [(photo, photos[following[number]]) for number, photo in enumerate(photos)]


def _answer(
    truth: Truth, prediction: Prediction, settings: DecoderSettings, cost: Cost | None = None
) -> Answer:
    picture = automatic(prediction, truth.gray, settings).srgb().astype(np.uint8)
    return Answer(truth, picture, prediction, settings, cost)


def _figures(classifier: Classifier | None, compared: Collection[ColorPhoto]) -> list[Figure]:
    figures: list[Figure] = [
        RawAuc(),
        RebalancedAuc(),
        Colourfulness(),
        ColourfulnessDifference(),
        ColourfulnessError(),
        Psnr(),
        Rmse(),
        Ssim(),
        Blotches(),
        *(RegionHits(pictures) for pictures in (1, 2, 4, 8)),
        CalmAlternatives(compared),
        CalibrationError(),
        Seconds(),
        Parameters(),
    ]
    if classifier is not None:
        judge = Judge(classifier)
        figures += [kind(judge, best) for best in (1, 5) for kind in (Recognised, Recovered)]
    return figures


def _columns(figures: Sequence[Figure]) -> list[Column]:
    columns = []
    for figure in figures:
        columns.append(Column(figure.key, figure.title, figure.protocol, figure.digits))
        if figure.above_gray:
            columns.append(
                Column(
                    f"{figure.key}_above_gray",
                    figure.title.replace(" %", " above gray"),
                    "the difference to the baseline gray, in percentage points",
                    figure.digits,
                    relative=True,
                )
            )
    return columns


def _curves(histogram: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = 100.0 * histogram.cumsum(axis=1) / histogram.sum(axis=1, keepdims=True)
    return shares[:, : LARGEST_DISTANCE + 1]

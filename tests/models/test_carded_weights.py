# SPDX-License-Identifier: GPL-3.0-or-later
"""Small weights with a card beside them: what is missing, damaged or of another file is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models import contents, typical_colours
from models.contents import ContentClassifier
from models.errors import WeightsDamaged
from models.typical_colours import TypicalColours

Damage = Callable[[Path], object]


def changed_by_a_byte(weights: Path) -> None:
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")


def card_cut_short(weights: Path) -> None:
    card = weights.with_suffix(".json")
    card.write_text(card.read_text(encoding="utf-8")[:-20], encoding="utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        changed_by_a_byte,
        card_cut_short,
        pytest.param(lambda weights: weights.unlink(), id="weights missing"),
        pytest.param(lambda weights: weights.with_suffix(".json").unlink(), id="card missing"),
        pytest.param(lambda weights: weights.with_suffix(".json").write_text("[]"), id="no card"),
    ],
)
@pytest.mark.parametrize(
    ("shipped", "read"),
    [
        pytest.param(contents.WEIGHTS, ContentClassifier, id="contents"),
        pytest.param(typical_colours.WEIGHTS, TypicalColours, id="typical colours"),
    ],
)
def test_what_is_not_as_shipped_is_told_with_what_to_do(
    shipped: Path, read: Callable[[Path], object], damage: Damage, tmp_path: Path
) -> None:
    weights = tmp_path / shipped.name
    for suffix in (".safetensors", ".json"):
        content = shipped.with_suffix(suffix).read_bytes()
        weights.with_suffix(suffix).write_bytes(content)
    read(weights)
    damage(weights)
    with pytest.raises(WeightsDamaged, match=r"damaged\. Install the program again\."):
        read(weights)

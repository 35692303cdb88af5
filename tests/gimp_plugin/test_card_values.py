# SPDX-License-Identifier: GPL-3.0-or-later
"""The decoder's parameters where another colorizer is chosen."""

from __future__ import annotations

from decoding import from_card_to_card
from installation import Colorizer

COMPACT = Colorizer("compact", "Compact", temperature=0.6, vividness=0.8, saturation=1.0)
ZHANG = Colorizer("zhang2016", "Zhang 2016", temperature=0.38, vividness=0.7, saturation=1.0)


def test_what_one_card_recommends_becomes_what_the_other_one_does() -> None:
    assert from_card_to_card(COMPACT.parameters, COMPACT, ZHANG) == ZHANG.parameters
    assert from_card_to_card(ZHANG.parameters, ZHANG, COMPACT) == COMPACT.parameters


def test_what_was_set_by_hand_stays() -> None:
    by_hand = {"temperature": 0.61, "vividness": 0.8, "saturation": 0.5}
    assert from_card_to_card(by_hand, COMPACT, ZHANG) == {**by_hand, "vividness": 0.7}


def test_a_number_that_was_written_and_read_is_the_same_number() -> None:
    written = {**COMPACT.parameters, "temperature": 0.6000000238418579}
    assert from_card_to_card(written, COMPACT, ZHANG) == ZHANG.parameters


def test_the_same_card_changes_nothing() -> None:
    values = {"temperature": 0.6, "vividness": 0.1, "saturation": 2.0}
    assert from_card_to_card(values, COMPACT, COMPACT) == values

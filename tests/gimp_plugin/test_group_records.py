# SPDX-License-Identifier: GPL-3.0-or-later
"""What a group of colours remembers, be its file old, newer than the plug-in, or damaged."""

from __future__ import annotations

import random
import tracemalloc
from dataclasses import asdict
from typing import Any

import pytest

import npy
from layers.group_record import GroupRecord, from_facts, packed_style

RECORD = GroupRecord(
    version="0.1.0",
    photo="a1",
    layer=7,
    layer_name="scan",
    colorizer="compact",
    temperature=0.4,
    vividness=1,
    saturation=1.0,
    alternatives=3,
    working_size=512,
    area=(1, -2, 30, 40),
    content="digest",
    style=packed_style(b"a plane"),
    style_file="file:///photos/beach.jpg",
)


def test_gives_back_what_was_noted() -> None:
    facts = {"program": "Colorize (Auto)", **asdict(RECORD), "of a newer version": 5}
    assert from_facts(facts) == RECORD
    assert RECORD.style_plane == b"a plane"


def test_what_an_older_version_did_not_note_has_its_defaults() -> None:
    newer = {"layer_name", "alternatives", "working_size", "area", "content", "layer"}
    newer |= {"style", "style_file"}
    facts = {name: fact for name, fact in asdict(RECORD).items() if name not in newer}
    record = from_facts(facts)
    assert record is not None
    assert (record.layer, record.layer_name, record.alternatives) == (0, "", None)
    assert (record.area, record.style_plane, record.style_file) == (None, b"", "")


@pytest.mark.parametrize(
    "damage",
    [
        {"working_size": None},
        {"working_size": -1},
        {"working_size": 1025},
        {"working_size": 10**12},
        {"layer": -1},
        {"temperature": "x"},
        {"vividness": None},
        {"temperature": 10**400},
        {"vividness": 1.5},
        {"saturation": float("nan")},
        {"saturation": float("inf")},
        {"saturation": -0.5},
        {"colorizer": 5},
        {"photo": None},
        {"layer": "7"},
        {"layer_name": None},
        {"alternatives": "four"},
        {"alternatives": ""},
        {"alternatives": 9},
        {"alternatives": 10**12},
        {"area": [1, 2, 3]},
        {"area": [1, 2, 3, 4.5]},
        {"area": [1, 2, 0, 4]},
        {"area": 5},
        {"area": "abcd"},
        {"style": "no such style"},
        {"style": "ü"},
        {"style": "00"},
        {"style": []},
        {"style": packed_style(b"a plane")[:-5]},
        {"style_file": None},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_no_record(damage: dict[str, Any]) -> None:
    assert from_facts({**asdict(RECORD), **damage}) is None


def test_the_largest_style_is_kept() -> None:
    plane = npy.Header("uint16", (512, 512)).pack() + random.Random(5).randbytes(2 * 512 * 512)
    record = from_facts({**asdict(RECORD), "style": packed_style(plane)})
    assert record is not None
    assert record.style_plane == plane


def test_a_style_that_would_fill_the_memory_is_not_unpacked() -> None:
    facts = {**asdict(RECORD), "style": packed_style(bytes(64 << 20))}
    tracemalloc.start()
    try:
        assert from_facts(facts) is None
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("missing", ["version", "colorizer", "temperature"])
def test_what_lacks_something_is_no_record(missing: str) -> None:
    assert from_facts({name: fact for name, fact in asdict(RECORD).items() if name != missing}) is (
        None
    )


def test_the_dialog_begins_with_what_somebody_chose() -> None:
    begun = {"colorizer": "compact", "working-size": 512, "temperature": 0.4}
    assert begun.items() <= RECORD.settings.items()
    assert RECORD.settings["alternatives"] == 3
    nobody_asked = from_facts({**asdict(RECORD), "alternatives": None})
    assert nobody_asked is not None
    assert "alternatives" not in nobody_asked.settings
    none_wanted = from_facts({**asdict(RECORD), "alternatives": 0})
    assert none_wanted is not None
    assert none_wanted.settings["alternatives"] == 0

# SPDX-License-Identifier: GPL-3.0-or-later
"""The colorizers that the plug-in offers follow those that the backend has."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import installation
import known_colorizers


def card(name: str, **facts: Any) -> dict[str, Any]:
    defaults = {"temperature": 0.4, "vividness": 1.0, "saturation": 1.0}
    return {"name": name, "title": name.title(), "defaults": defaults, **facts}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "colorize_auto"
    folder.mkdir()
    (folder / "colorize_auto.py").touch()
    facts = {
        "version": "0.1.0",
        "start": ["/python"],
        "connection": "/c",
        "log": "/l",
        "colorizers": [card("compact")],
        "default_colorizer": "compact",
        "files": ["colorize_auto.py"],
    }
    (folder / "installation.json").write_text(json.dumps(facts))
    return folder / "installation.json"


def test_a_new_colorizer_is_offered_and_gimp_asks_anew(file: Path) -> None:
    entry_file = file.with_name("colorize_auto.py")
    os.utime(entry_file, (1, 1))
    listing = {"default": "compact", "colorizers": [card("compact"), card("new", paper="ü")]}
    assert known_colorizers.keep(listing, file) is True
    found = installation.read(file)
    assert [colorizer.name for colorizer in found.colorizers] == ["compact", "new"]
    assert found.start == ("/python",)
    assert json.loads(file.read_text())["files"] == ["colorize_auto.py"]
    assert entry_file.stat().st_mtime > 1
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "colorize_auto.py",
        "installation.json",
    ]

    os.utime(entry_file, (1, 1))
    assert known_colorizers.keep(listing, file) is False
    assert entry_file.stat().st_mtime == 1


def test_a_removed_colorizer_or_one_without_weights_is_offered_no_more(file: Path) -> None:
    listing = {"default": "compact", "colorizers": [card("compact"), card("new")]}
    known_colorizers.keep(listing, file)
    listing["colorizers"][1]["weights_installed"] = False
    assert known_colorizers.keep(listing, file) is True
    assert [colorizer.name for colorizer in installation.read(file).colorizers] == ["compact"]


def test_new_words_about_the_same_colorizers_are_kept_quietly(file: Path) -> None:
    listing = {"default": "compact", "colorizers": [card("compact", description="Better.")]}
    assert known_colorizers.keep(listing, file) is False
    assert installation.read(file).default.description == "Better."


def test_an_empty_list_changes_nothing(file: Path) -> None:
    before = file.read_text()
    assert known_colorizers.keep({"default": "x", "colorizers": []}, file) is False
    assert file.read_text() == before


def test_a_file_that_cannot_be_used_is_said_clearly(file: Path) -> None:
    listing = {"default": "compact", "colorizers": [card("compact"), card("new")]}
    file.write_text("{")
    with pytest.raises(installation.InstallationError, match=r"install\.py"):
        known_colorizers.keep(listing, file)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The two files that tell the plug-in where the backend is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import installation
from backend_access import connection
from decoding import DECODER

GOOD: dict[str, Any] = {
    "version": "0.1.0",
    "start": ["/venv/bin/python", "-m", "backend", "serve"],
    "connection": "/state/connection.json",
    "log": "/state/backend.log",
    "colorizers": [
        {"name": "other", "title": "Other"},
        {
            "name": "compact",
            "title": "Compact",
            "description": "Small.",
            "defaults": {"temperature": 0.4, "vividness": 0.9, "saturation": 1.1},
            "capabilities": ["style", "temperature"],
        },
    ],
    "default_colorizer": "compact",
}


def written(folder: Path, facts: Any) -> Path:
    path = folder / "ünïcode 漢.json"
    text = facts if isinstance(facts, str) else json.dumps(facts, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_where_the_backend_is(tmp_path: Path) -> None:
    found = installation.read(written(tmp_path, GOOD))
    assert found.start == ("/venv/bin/python", "-m", "backend", "serve")
    assert (found.connection.name, found.log.name) == ("connection.json", "backend.log")
    assert found.default == found.colorizer("compact")
    assert (found.default.temperature, found.default.vividness) == (0.4, 0.9)
    assert found.default.saturation == 1.1
    assert found.colorizer("other").title == "Other"


def test_knows_what_each_colorizer_can_do(tmp_path: Path) -> None:
    found = installation.read(written(tmp_path, GOOD))
    able = {entry.name: (entry.knows_alternatives, entry.takes_style) for entry in found.colorizers}
    assert able == {"other": (True, False), "compact": (False, True)}
    obeyed = [name for name in DECODER if found.default.obeys(name)]
    assert obeyed == ["temperature", "saturation"]


def test_unknown_colorizer_names_the_known_ones(tmp_path: Path) -> None:
    found = installation.read(written(tmp_path, GOOD))
    with pytest.raises(installation.InstallationError, match="other, compact"):
        found.colorizer("zhang")


def test_says_how_to_install_when_the_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(installation.InstallationError, match=r"python3 install\.py"):
        installation.read(tmp_path / "installation.json")


@pytest.mark.parametrize(
    "facts",
    [
        "",
        "{",
        "[]",
        "null",
        {**GOOD, "start": []},
        {**GOOD, "start": [1]},
        {**GOOD, "colorizers": []},
        {**GOOD, "colorizers": [{"name": "compact"}]},
        {**GOOD, "colorizers": ["compact"]},
        {**GOOD, "default_colorizer": "zhang"},
        {name: fact for name, fact in GOOD.items() if name != "connection"},
    ],
)
def test_says_how_to_mend_a_damaged_file(facts: Any, tmp_path: Path) -> None:
    with pytest.raises(installation.InstallationError, match=r"python3 install\.py"):
        installation.read(written(tmp_path, facts))


def test_reads_a_connection(tmp_path: Path) -> None:
    facts = {"url": "http://127.0.0.1:8123", "token": "t", "pid": 7, "version": "0.1.0"}
    found = connection.read(written(tmp_path, facts))
    assert (found.host, found.port, found.token, found.version) == ("127.0.0.1", 8123, "t", "0.1.0")


@pytest.mark.parametrize(
    "url", ["http://example.org:80", "http://10.0.0.1:80", "http://127.0.0.1", "file:///x", 7, None]
)
def test_speaks_to_this_computer_only(url: Any, tmp_path: Path) -> None:
    with pytest.raises(connection.NotRunning):
        connection.read(written(tmp_path, {"url": url, "token": "t", "version": "0.1.0"}))


@pytest.mark.parametrize("facts", ["", "{", "[]", {"url": "http://127.0.0.1:1"}])
def test_damaged_connection_means_not_running(facts: Any, tmp_path: Path) -> None:
    with pytest.raises(connection.NotRunning):
        connection.read(written(tmp_path, facts))

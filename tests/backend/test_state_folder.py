# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the program keeps its things."""

import os
import sys
from pathlib import Path

import pytest

from backend import locations
from models.locations import colorizers_folder


def test_one_folder_can_be_chosen(home):
    assert locations.home() == home
    assert locations.connection_file() == home / "state" / "connection.json"
    assert locations.lock_file() == home / "state" / "backend.lock"
    assert locations.log_file() == home / "state" / "backend.log"
    assert colorizers_folder() == home / "colorizers"


@pytest.mark.skipif(sys.platform != "linux", reason="the convention of Linux")
def test_otherwise_it_is_where_the_platform_wants_it(monkeypatch, tmp_path):
    monkeypatch.delenv("COLORIZE_AUTO_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert locations.home() == tmp_path / "colorize-auto"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    assert locations.home() == Path(tmp_path) / ".local/share/colorize-auto"

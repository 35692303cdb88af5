# SPDX-License-Identifier: GPL-3.0-or-later
"""``install.py test`` ends with pytest's own summary, and with a failure where one was."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import pytest
from newcomer import User

from installer import environment, gimp_root, verification
from installer.narration import Narration

PASSING = "def test_one(): pass\n"
FAILING = "def test_one(): assert False\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a checkout of one test, whose test environment is the one that runs this."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    monkeypatch.setattr(verification, "CHECKOUT", folder)
    monkeypatch.setattr(verification, "_make_environment", lambda machine, narration: None)
    monkeypatch.setattr(environment, "python_of", lambda folder, machine: Path(sys.executable))
    monkeypatch.setattr(gimp_root, "why_impossible", lambda machine: "this is a test of the test")
    return folder


def run(user: User, *arguments: str) -> tuple[int, list[str]]:
    user.variables["PATH"] = ""
    said = StringIO()
    code = verification.run(user.machine, Narration(said), arguments)
    return code, said.getvalue().splitlines()


def test_all_is_well(user: User, checkout: Path) -> None:
    (checkout / "test_it.py").write_text(PASSING, encoding="utf-8")
    code, said = run(user, "-q")
    assert code == 0
    assert "1 passed" in said[-1]
    assert "!!! THE TESTS WITH A REAL GIMP 3 WERE SKIPPED" in said[-2]
    assert "this is a test of the test" in said[-2]


def test_a_test_fails(user: User, checkout: Path) -> None:
    (checkout / "test_it.py").write_text(FAILING, encoding="utf-8")
    code, said = run(user, "-q")
    assert code == 1
    assert said[-1] == "FAILED: pytest"
    assert "1 failed" in said[-2]


def test_a_check_fails(user: User, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (checkout / "test_it.py").write_text(PASSING, encoding="utf-8")
    monkeypatch.setattr(verification, "_CHECKS", (("a check", ("no_such_module",)),))
    code, said = run(user)
    assert code == 1
    assert said[-1] == "FAILED: a check"

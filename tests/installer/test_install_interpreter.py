# SPDX-License-Identifier: GPL-3.0-or-later
"""A new enough Python is found, or it is said how to get one."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from newcomer import REPOSITORY, program_file

from installer import interpreter
from installer.errors import InstallationError
from installer.machine import Machine

OLD = "echo python 3 9 2 True"


def machine_with(folder: Path, **variables: str) -> Machine:
    return Machine("linux", {"PATH": str(folder), **variables}, folder)


def test_this_python_is_taken_first(tmp_path: Path) -> None:
    found = interpreter.find(machine_with(tmp_path))
    assert found.command == (sys.executable,)
    assert found.version == sys.version_info[:3]


def test_a_newer_one_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(program_file(tmp_path / "old", "python3", OLD)))
    program_file(tmp_path / "bin", "python3", OLD)
    program_file(tmp_path / "bin", "python3.13", "exit 127")  # a pyenv shim without that version
    program_file(tmp_path / "bin", "python3.12", "echo python 3 12 1 True")
    found = interpreter.find(machine_with(tmp_path / "bin"))
    assert found.command == (str(tmp_path / "bin" / "python3.12"),)
    assert found.version_text == "3.12.1"


@pytest.mark.parametrize("script", [OLD, "echo python 3 12 1 False", "exit 1", "echo", "echo a b"])
def test_none_is_good_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setattr(sys, "executable", str(program_file(tmp_path, "python3", script)))
    with pytest.raises(InstallationError, match="What to do: "):
        interpreter.find(machine_with(tmp_path))


def test_the_python_of_the_microsoft_store_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_3.12.2800.0_x64"
    monkeypatch.setattr(sys, "base_prefix", store)
    with pytest.raises(InstallationError, match=r"python\.org, then run 'py install\.py'"):
        interpreter.find(machine_with(tmp_path))


def test_the_installer_can_be_read_by_python_3_9() -> None:
    files = [REPOSITORY / "install.py", *(REPOSITORY / "installer").glob("*.py")]
    files += (REPOSITORY / "gimp_plugin" / "colorize_auto").glob("*.py")
    assert len(files) > 20
    for file in files:
        ast.parse(file.read_text(encoding="utf-8"), str(file), feature_version=(3, 9))

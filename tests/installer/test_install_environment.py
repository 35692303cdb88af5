# SPDX-License-Identifier: GPL-3.0-or-later
"""A private environment comes about even where Python's ensurepip is missing."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import pytest
from newcomer import User, pip_variables, program_file

from installer import environment, interpreter
from installer.errors import InstallationError
from installer.narration import Narration

# As Debian's python3 without the package python3-venv.
WITHOUT_ENSUREPIP = f"""
case "$*" in
  "-m venv --without-pip"*) ;;
  "-m venv"*) echo "ensurepip is not available"; exit 1 ;;
esac
exec '{sys.executable}' "$@"
"""
WITHOUT_PIP = """
case "$*" in
  "-m pip"*) echo "No module named pip"; exit 1 ;;
esac
"""


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the path at which the test puts the Python that is found."""
    path = tmp_path / "base" / "python3"
    version = sys.version_info[:3]
    found = interpreter.Interpreter((str(path),), version)
    monkeypatch.setattr(interpreter, "find", lambda machine: found)
    return path


def test_pip_comes_from_the_base_where_ensurepip_is_missing(
    user: User, base: Path, tmp_path: Path
) -> None:
    program_file(base.parent, base.name, WITHOUT_ENSUREPIP)
    user.variables.update(pip_variables(), PATH=str(tmp_path))
    folder = tmp_path / "a new" / "venv"
    environment.make(folder, user.machine, Narration(StringIO()), tmp_path / "log")
    assert environment.is_sound(folder, user.machine)


def test_it_is_said_what_to_install(user: User, base: Path, tmp_path: Path) -> None:
    program_file(base.parent, base.name, WITHOUT_PIP + WITHOUT_ENSUREPIP)
    user.variables.update(PATH=str(tmp_path))
    folder = tmp_path / "venv"
    with pytest.raises(InstallationError, match="'ensurepip' are missing"):
        environment.make(folder, user.machine, Narration(StringIO()), tmp_path / "log")
    assert not folder.exists()
    assert "ensurepip is not available" in (tmp_path / "log").read_text(encoding="utf-8")


def test_what_is_no_environment(user: User, tmp_path: Path) -> None:
    assert not environment.is_sound(tmp_path / "missing", user.machine)
    program_file(tmp_path / "broken" / "bin", "python", "exit 1")
    assert not environment.is_sound(tmp_path / "broken", user.machine)


def test_remove_takes_files_without_write_permission_too(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "inside").mkdir(parents=True)
    (folder / "inside" / "file").write_text("x", encoding="utf-8")
    (folder / "inside" / "file").chmod(0o400)
    (folder / "inside").chmod(0o500)
    environment.remove(folder)
    assert not folder.exists()


def test_remove_does_not_follow_a_link(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    environment.remove(tmp_path / "link")
    assert (tmp_path / "precious").is_dir()
    assert not (tmp_path / "link").exists()

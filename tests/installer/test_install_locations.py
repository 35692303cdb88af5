# SPDX-License-Identifier: GPL-3.0-or-later
"""Installer and backend must look for the same files in the same places."""

from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
from platformdirs.windows import get_win_folder_from_env_vars

from backend import locations as of_backend
from installer.locations import Locations
from installer.machine import Machine
from models.locations import colorizers_folder


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"XDG_DATA_HOME": "/somewhere/my data"},
        {"XDG_DATA_HOME": " "},
        {"COLORIZE_AUTO_HOME": "/elsewhere/colorize ü"},
        {"COLORIZE_AUTO_HOME": "/elsewhere", "XDG_DATA_HOME": "/somewhere"},
        {"COLORIZE_AUTO_HOME": ""},
        {"COLORIZE_AUTO_HOME": " "},
    ],
    ids=str,
)
def test_backend_and_installer_agree(
    variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("COLORIZE_AUTO_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    ours = Locations.of(Machine.current())
    assert ours.home == of_backend.home()
    assert ours.state == of_backend.state_folder()
    assert ours.connection == of_backend.connection_file()
    assert ours.backend_log == of_backend.log_file()
    assert ours.colorizers == colorizers_folder()


@pytest.mark.parametrize(("system", "directories"), [("linux", Unix), ("darwin", MacOS)])
@pytest.mark.parametrize("data", [None, "/somewhere", "relative/folder"])
def test_every_unix_follows_platformdirs(
    system: str,
    directories: type,
    data: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    variables = {} if data is None else {"XDG_DATA_HOME": data}
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    ours = Locations.of(Machine(system, variables, tmp_path))
    assert str(ours.home) == directories("colorize-auto", appauthor=False).user_data_dir


def test_windows_follows_platformdirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    machine = Machine("win32", {"LOCALAPPDATA": str(tmp_path / "Local")}, tmp_path)
    ours = Locations.of(machine)
    assert ours.home == Path(get_win_folder_from_env_vars("CSIDL_LOCAL_APPDATA")) / "colorize-auto"
    assert ours.python == ours.home / "venv" / "Scripts" / "python.exe"


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_the_page_about_a_backend_by_hand_names_the_command(system: str, tmp_path: Path) -> None:
    command = Locations.of(Machine(system, {}, tmp_path)).command.relative_to(tmp_path)
    page = (Path(__file__).parents[2] / "docs" / "connecting.md").read_text(encoding="utf-8")
    page = page.replace("%LOCALAPPDATA%", r"~\AppData\Local") if system == "win32" else page
    # As terminals want it.
    between = {"linux": "/", "darwin": "/", "win32": "\\"}[system]
    assert f"`~{between}{between.join(command.parts)}`" in page.replace(r"\ ", " ")

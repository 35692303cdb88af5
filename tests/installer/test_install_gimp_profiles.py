# SPDX-License-Identifier: GPL-3.0-or-later
"""Every place in which a GIMP 3 keeps its profile is found, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer import gimp_profiles
from installer.machine import Machine


@pytest.mark.parametrize(
    ("system", "kind", "place"),
    [
        ("linux", "system", ".config/GIMP/3.0"),
        ("linux", "system", ".config/GIMP/3.2"),
        ("linux", "flatpak", ".var/app/org.gimp.GIMP/config/GIMP/3.0"),
        ("linux", "snap", "snap/gimp/current/.config/GIMP/3.0"),
        ("darwin", "macos", "Library/Application Support/GIMP/3.0"),
        ("win32", "windows", "AppData/Roaming/GIMP/3.0"),
    ],
)
def test_profile_of_each_kind(tmp_path: Path, system: str, kind: str, place: str) -> None:
    (tmp_path / place).mkdir(parents=True)
    (profile,) = gimp_profiles.existing(Machine(system, {}, tmp_path))
    assert profile.kind == kind
    assert profile.folder == tmp_path / place
    assert profile.main_file == tmp_path / place / "plug-ins/colorize_auto/colorize_auto.py"


def test_all_versions_of_gimp_3_and_no_other(tmp_path: Path) -> None:
    for name in ("2.10", "3.0", "3.2", "4.0", "3.0-backup", "x3.0"):
        (tmp_path / ".config/GIMP" / name).mkdir(parents=True)
    (tmp_path / ".config/GIMP/3.4").write_text("a file", encoding="utf-8")
    found = gimp_profiles.existing(Machine("linux", {}, tmp_path))
    assert [profile.folder.name for profile in found] == ["3.0", "3.2"]


def test_xdg_config_home_and_the_default_beside_it(tmp_path: Path) -> None:
    (tmp_path / "my config/GIMP/3.0").mkdir(parents=True)
    (tmp_path / ".config/GIMP/3.2").mkdir(parents=True)
    variables = {"XDG_CONFIG_HOME": str(tmp_path / "my config")}
    found = gimp_profiles.existing(Machine("linux", variables, tmp_path))
    assert {profile.folder for profile in found} == {
        tmp_path / "my config/GIMP/3.0",
        tmp_path / ".config/GIMP/3.2",
    }


def test_appdata_of_windows(tmp_path: Path) -> None:
    (tmp_path / "Roaming/GIMP/3.0").mkdir(parents=True)
    machine = Machine("win32", {"APPDATA": str(tmp_path / "Roaming")}, tmp_path / "elsewhere")
    (profile,) = gimp_profiles.existing(machine)
    assert profile.folder == tmp_path / "Roaming/GIMP/3.0"


@pytest.mark.parametrize("value", ["absolute", "below the home"])
def test_gimp3_directory(tmp_path: Path, value: str) -> None:
    folder = tmp_path / "my profile"
    named = str(folder) if value == "absolute" else "my profile"
    machine = Machine("linux", {"GIMP3_DIRECTORY": named}, tmp_path)
    assert gimp_profiles.existing(machine) == []  # GIMP is to make it, see `existing`
    folder.mkdir()
    (profile,) = gimp_profiles.existing(machine)
    assert profile.folder == folder


def test_gimp3_directory_that_is_found_twice_counts_once(tmp_path: Path) -> None:
    folder = tmp_path / ".config/GIMP/3.0"
    folder.mkdir(parents=True)
    machine = Machine("linux", {"GIMP3_DIRECTORY": str(folder)}, tmp_path)
    assert len(gimp_profiles.existing(machine)) == 1


def test_two_names_of_one_folder_count_once(tmp_path: Path) -> None:
    (tmp_path / ".config/GIMP/3.0").mkdir(parents=True)
    link = tmp_path / ".var/app/org.gimp.GIMP/config/GIMP"
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / ".config/GIMP")
    assert len(gimp_profiles.existing(Machine("linux", {}, tmp_path))) == 1


def test_no_gimp_at_all(tmp_path: Path) -> None:
    assert gimp_profiles.existing(Machine("linux", {}, tmp_path)) == []

# SPDX-License-Identifier: GPL-3.0-or-later
"""A GIMP 3 is found however it was installed, and an older GIMP is not taken for one."""

from __future__ import annotations

import plistlib
from io import StringIO
from pathlib import Path

import pytest
from newcomer import program_file

from installer import everyday, gimp_programs
from installer.gimp_profiles import Profile
from installer.machine import Machine
from installer.narration import Narration
from installer.program import Program


def machine_with(tmp_path: Path, name: str, script: str) -> Machine:
    program_file(tmp_path / "bin", name, script)
    return Machine("linux", {"PATH": str(tmp_path / "bin")}, tmp_path)


@pytest.mark.parametrize("name", ["gimp", "gimp-3.0", "gimp-3"])
def test_gimp_on_path(tmp_path: Path, name: str) -> None:
    machine = machine_with(tmp_path, name, "echo 'GNU Image Manipulation Program version 3.0.4'")
    (found,) = gimp_programs.find(machine)
    assert (found.kind, found.version) == ("system", "3.0")
    assert found.profile(machine).folder == tmp_path / ".config/GIMP/3.0"


@pytest.mark.parametrize(
    "script",
    [
        "echo 'GNU Image Manipulation Program version 2.10.34'",
        "echo 'version 3.0.4'; exit 1",
        "echo nothing",
    ],
)
def test_what_is_no_gimp_3(tmp_path: Path, script: str) -> None:
    assert gimp_programs.find(machine_with(tmp_path, "gimp", script)) == []


def test_flatpak(tmp_path: Path) -> None:
    script = "printf 'GIMP\\n\\n  ID: org.gimp.GIMP\\n  Runtime: x/48\\n  Version: 3.0.6\\n'"
    machine = machine_with(tmp_path, "flatpak", script)
    (found,) = gimp_programs.find(machine)
    assert (found.kind, found.version) == ("flatpak", "3.0")
    # Flathub's GIMP is let into the folder of the system's.
    assert found.profile(machine).folder == tmp_path / ".config/GIMP/3.0"
    assert not found.profile(machine).can_start_programs


def test_flatpak_answers_in_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    script = 'test "$LC_ALL" = C && echo "Version: 3.0.6" || echo "Fassung: 3.0.6"'
    assert gimp_programs.find(machine_with(tmp_path, "flatpak", script))


def test_snap(tmp_path: Path) -> None:
    script = "printf 'Name  Version  Rev  Notes\\ngimp  3.2.0  525  -\\n'"
    machine = machine_with(tmp_path, "snap", script)
    (found,) = gimp_programs.find(machine)
    assert (found.kind, found.version) == ("snap", "3.2")


def test_a_snap_on_path_is_not_the_systems(tmp_path: Path) -> None:
    machine = machine_with(tmp_path, "snap", "echo 'gimp  3.2.0  525  -'")
    (tmp_path / "bin" / "gimp").symlink_to(tmp_path / "bin" / "snap")
    (found,) = gimp_programs.find(machine)
    assert found.kind == "snap"


def test_macos(tmp_path: Path) -> None:
    facts = tmp_path / "Applications/GIMP.app/Contents/Info.plist"
    facts.parent.mkdir(parents=True)
    facts.write_bytes(plistlib.dumps({"CFBundleShortVersionString": "3.0.4"}))
    machine = Machine("darwin", {}, tmp_path)
    (found,) = gimp_programs.find(machine)
    assert (found.kind, found.version) == ("macos", "3.0")


def test_a_gimp_that_never_ran_gets_the_plug_in_too(tmp_path: Path) -> None:
    machine = machine_with(tmp_path, "gimp", "echo 'version 3.2.0'")
    (tmp_path / ".config/GIMP/3.0").mkdir(parents=True)
    wanted = everyday.wanted_profiles(machine, gimp_programs.find(machine))
    assert [profile.folder.name for profile in wanted] == ["3.0", "3.2"]


def test_a_flatpak_is_told_by_its_program_or_by_its_data(tmp_path: Path) -> None:
    machine = machine_with(tmp_path, "flatpak", "echo 'Version: 3.0.6'")
    assert gimp_programs.has_flatpak(gimp_programs.find(machine), machine)
    assert not gimp_programs.has_flatpak([], machine)
    (tmp_path / ".var/app/org.gimp.GIMP").mkdir(parents=True)
    assert gimp_programs.has_flatpak([], machine)


def test_whoever_has_a_flatpak_is_told_to_start_the_backend(tmp_path: Path) -> None:
    machine = machine_with(tmp_path, "flatpak", "echo 'Version: 3.0.6'")
    installed = Program("1.2.3", "2", "CPU", "fp32", "compact", [])
    profile = Profile("system", tmp_path / ".config/GIMP/3.0")
    for has_flatpak in (True, False):
        said = StringIO()
        outcome = everyday.Outcome(installed, [profile], has_flatpak)
        everyday.tell_next_steps(outcome, machine, Narration(said))
        assert ("gimp-colorize serve" in said.getvalue()) == has_flatpak

# SPDX-License-Identifier: GPL-3.0-or-later
"""A GIMP 3 is found however it was installed, and an older GIMP is not taken for one."""

from __future__ import annotations

import plistlib
import shlex
from io import StringIO
from pathlib import Path

import pytest
from newcomer import program_file

from installer import everyday, gimp_programs
from installer.gimp_profiles import Profile
from installer.gimp_programs import GimpProgram
from installer.locations import Locations
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
    assert not found.has_run(machine)
    (tmp_path / ".config/GIMP/3.0").mkdir(parents=True)
    assert found.has_run(machine)


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
    assert not found.has_run(machine)


@pytest.mark.parametrize("place", [".config/GIMP/3.0", ".var/app/org.gimp.GIMP/config/GIMP/3.0"])
def test_a_flatpak_has_run_wherever_it_keeps_its_profile(tmp_path: Path, place: str) -> None:
    (tmp_path / place).mkdir(parents=True)
    assert GimpProgram("flatpak", "3.0", "").has_run(Machine("linux", {}, tmp_path))
    assert not GimpProgram("flatpak", "3.2", "").has_run(Machine("linux", {}, tmp_path))


def test_the_profile_that_a_variable_names_is_the_one_that_counts(tmp_path: Path) -> None:
    machine = Machine("linux", {"GIMP3_DIRECTORY": "mine"}, tmp_path)
    (tmp_path / ".config/GIMP/3.0").mkdir(parents=True)
    assert not GimpProgram("system", "3.0", "").has_run(machine)
    (tmp_path / "mine").mkdir()
    assert GimpProgram("system", "3.0", "").has_run(machine)


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


def next_steps(machine: Machine, profiles: list[Profile], *, has_flatpak: bool = False) -> str:
    said = StringIO()
    installed = Program("1.2.3", "2", "CPU", "fp32", "compact", [])
    gimps = gimp_programs.find(machine)
    waiting = [gimp for gimp in gimps if not gimp.has_run(machine)]
    outcome = everyday.Outcome(installed, profiles, waiting, has_flatpak)
    everyday.tell_next_steps(outcome, machine, Narration(said))
    return said.getvalue()


def test_a_gimp_that_never_ran_is_to_be_started_first(tmp_path: Path) -> None:
    machine = machine_with(tmp_path, "gimp", "echo 'version 3.2.0'")
    said = next_steps(machine, [])
    assert "GIMP 3.2" in said
    assert "Start it once" in said
    assert "No GIMP 3 was found" not in said
    other = Profile("system", tmp_path / ".config/GIMP/3.0")
    said = next_steps(machine, [other])
    assert "Start it once" in said
    assert "Filters > Colorize (Auto)..." in said


def test_a_command_to_copy_is_quoted(tmp_path: Path) -> None:
    home = tmp_path / "my home"
    said = next_steps(Machine("linux", {"PATH": ""}, home), [])
    command = next(line for line in said.splitlines() if "photo.jpg" in line)
    words = shlex.split(command)
    assert words[0] == str(Locations.of(Machine("linux", {}, home)).command)
    assert words[1:] == ["photo.jpg", "-o", "color.png"]


def test_the_gimp_of_the_microsoft_store_is_named(tmp_path: Path) -> None:
    machine = Machine("win32", {"LOCALAPPDATA": str(tmp_path)}, tmp_path)
    assert "Microsoft Store" not in next_steps(machine, [])
    (tmp_path / "Packages" / "GIMP.43237F745459_tz3m6x0zx5c9e").mkdir(parents=True)
    said = next_steps(machine, [])
    assert "Microsoft Store" in said
    assert "gimp.org" in said


def test_a_flatpak_is_told_by_its_program_or_by_its_data(tmp_path: Path) -> None:
    machine = machine_with(tmp_path, "flatpak", "echo 'Version: 3.0.6'")
    assert gimp_programs.has_flatpak(gimp_programs.find(machine), machine)
    assert not gimp_programs.has_flatpak([], machine)
    (tmp_path / ".var/app/org.gimp.GIMP").mkdir(parents=True)
    assert gimp_programs.has_flatpak([], machine)


def test_whoever_has_a_flatpak_is_told_to_start_the_backend(tmp_path: Path) -> None:
    machine = machine_with(tmp_path, "flatpak", "echo 'Version: 3.0.6'")
    profile = Profile("system", tmp_path / ".config/GIMP/3.0")
    for has_flatpak in (True, False):
        said = next_steps(machine, [profile], has_flatpak=has_flatpak)
        assert ("gimp-colorize serve" in said) == has_flatpak

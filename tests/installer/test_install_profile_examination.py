# SPDX-License-Identifier: GPL-3.0-or-later
"""doctor finds what makes GIMP leave the menu entry out without a word."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from newcomer import program_file

from installer import plug_in
from installer.gimp_profiles import Profile
from installer.locations import Locations
from installer.machine import Machine
from installer.profile_examination import Finding, examine
from installer.program import Program

PROGRAM = Program("1.2.3", "2", "CPU", "fp32", "compact", [{"name": "compact", "title": "Compact"}])


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine("linux", {"PATH": str(tmp_path / "bin")}, tmp_path)


@pytest.fixture
def profile(machine: Machine, tmp_path: Path) -> Profile:
    """Give a profile in which everything is right."""
    locations = Locations.of(machine)
    program_file(locations.python.parent, "python", "")
    profile = Profile("system", tmp_path / ".config/GIMP/3.0")
    plug_in.put_into(profile, plug_in.facts(locations, PROGRAM))
    return profile


def wrong(profile: Profile, machine: Machine) -> list[Finding]:
    return [found for found in examine(profile, PROGRAM, machine) if found.what_to_do is not None]


def only_problem(profile: Profile, machine: Machine) -> str:
    problems = wrong(profile, machine)
    assert len(problems) == 1, problems
    return problems[0].text


def test_nothing_is_wrong(profile: Profile, machine: Machine) -> None:
    assert wrong(profile, machine) == []


def test_no_plug_in(machine: Machine, tmp_path: Path) -> None:
    assert "not in this profile" in only_problem(Profile("system", tmp_path / "new"), machine)


def test_missing_run_bit(profile: Profile, machine: Machine) -> None:
    profile.main_file.chmod(0o644)
    (problem,) = wrong(profile, machine)
    assert "run bit" in problem.text
    assert f"chmod +x '{profile.main_file}'" in str(problem.what_to_do)


def test_windows_has_no_run_bit(profile: Profile, tmp_path: Path) -> None:
    profile.main_file.chmod(0o644)
    assert wrong(profile, Machine("win32", {"PATH": ""}, tmp_path)) == []


@pytest.mark.parametrize(
    "place", ["colorize-auto", "colorize_auto-main", "colorize_auto-0.1/colorize_auto"]
)
def test_wrong_folder_name(profile: Profile, machine: Machine, place: str) -> None:
    target = profile.plug_ins / place
    target.parent.mkdir(parents=True, exist_ok=True)
    profile.plug_in.rename(target)
    texts = [found.text for found in wrong(profile, machine)]
    assert any(str(target) in text and "wrong folder name" in text for text in texts)
    assert any("not in this profile" in text for text in texts)


def test_file_directly_in_plug_ins(profile: Profile, machine: Machine) -> None:
    (profile.plug_ins / "colorize_auto.py").write_text("", encoding="utf-8")
    assert "subfolders only" in only_problem(profile, machine)


def test_main_file_with_another_name(profile: Profile, machine: Machine) -> None:
    profile.main_file.rename(profile.plug_in / "colorize.py")
    assert "called like its folder" in only_problem(profile, machine)


@pytest.mark.parametrize("content", [None, "", "{broken", "[]"])
def test_missing_or_damaged_facts(profile: Profile, machine: Machine, content: str | None) -> None:
    file = profile.plug_in / "installation.json"
    if content is None:
        file.unlink()
    else:
        file.write_text(content, encoding="utf-8")
    assert "installation.json is missing or damaged" in only_problem(profile, machine)


def test_another_version(profile: Profile, machine: Machine) -> None:
    file = profile.plug_in / "installation.json"
    facts = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**facts, "version": "0.0.9"}), encoding="utf-8")
    assert "of version 0.0.9" in only_problem(profile, machine)


def test_backend_that_was_deleted(profile: Profile, machine: Machine) -> None:
    Locations.of(machine).python.unlink()
    assert "which is not there" in only_problem(profile, machine)


@pytest.mark.parametrize("start", [None, 5, {"program": "python"}, "python", []])
def test_facts_that_name_no_program(profile: Profile, machine: Machine, start: object) -> None:
    file = profile.plug_in / "installation.json"
    facts = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**facts, "start": start}), encoding="utf-8")
    assert "does not say how to start" in only_problem(profile, machine)


def test_file_that_is_missing_or_changed(profile: Profile, machine: Machine) -> None:
    (profile.plug_in / "npy.py").unlink()
    (profile.plug_in / "errors.py").write_text("changed", encoding="utf-8")
    text = only_problem(profile, machine)
    assert "npy.py" in text
    assert "errors.py" in text


@pytest.mark.parametrize(("has_gi", "problems"), [("exit 0", 0), ("exit 1", 1)])
def test_python_that_gimp_will_use(
    profile: Profile, machine: Machine, tmp_path: Path, has_gi: str, problems: int
) -> None:
    program_file(tmp_path / "bin", "gimp", "echo version 3.0.4")
    program_file(tmp_path / "bin", "python3", has_gi)
    assert len(wrong(profile, machine)) == problems


def test_sandboxed_gimp_is_told_how_to_get_a_backend(profile: Profile, machine: Machine) -> None:
    found = examine(Profile("flatpak", profile.folder), PROGRAM, machine)
    assert any(
        machine.typed(Locations.of(machine).command, "serve") in finding.text for finding in found
    )


@pytest.mark.parametrize("has_flatpak", [True, False])
def test_a_flatpak_may_use_the_systems_profile(
    profile: Profile, machine: Machine, has_flatpak: bool
) -> None:
    found = examine(profile, PROGRAM, machine, has_flatpak=has_flatpak)
    advised = any(
        machine.typed(Locations.of(machine).command, "serve") in finding.text for finding in found
    )
    assert advised == has_flatpak
    assert all(finding.what_to_do is None for finding in found)


@pytest.mark.parametrize(
    ("content", "seconds_later", "said", "problems"),
    [
        ('(proc-def "plug-in-colorize-auto" 1', 10, "GIMP knows the plug-in", 0),
        ("(plug-in-def", 10, "did not take it into its menus", 1),
        ("(plug-in-def", -10, "has not been started since", 0),
    ],
)
def test_what_gimp_has_noted(
    profile: Profile,
    machine: Machine,
    content: str,
    seconds_later: int,
    said: str,
    problems: int,
) -> None:
    cache = profile.folder / "pluginrc"
    cache.write_text(content, encoding="utf-8")
    when = time.time() + seconds_later
    os.utime(cache, (when, when))
    found = examine(profile, PROGRAM, machine)
    assert any(said in finding.text for finding in found)
    assert len(wrong(profile, machine)) == problems

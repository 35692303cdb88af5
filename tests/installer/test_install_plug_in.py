# SPDX-License-Identifier: GPL-3.0-or-later
"""The plug-in goes into a profile whole, and out of it without touching anything else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from installer import plug_in, plug_in_modules, uninstallation
from installer.gimp_profiles import Profile
from installer.locations import Locations
from installer.machine import Machine
from installer.narration import Narration
from installer.program import Program

COMPACT = {
    "name": "compact",
    "title": "Compact",
    "description": "Ships with the program.",
    "defaults": {"temperature": 0.3, "vividness": 0.8, "saturation": 1.1},
}


def facts(tmp_path: Path, **variables: str) -> dict[str, object]:
    locations = Locations.of(Machine("linux", variables, tmp_path))
    return plug_in.facts(locations, Program("1.2.3", "2", "CPU", "fp32", "compact", [COMPACT]))


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile("system", tmp_path / "profile")


def test_what_gimp_wants_of_a_plug_in(profile: Profile, tmp_path: Path) -> None:
    plug_in.put_into(profile, facts(tmp_path))
    assert profile.main_file.parent.name == profile.main_file.stem
    assert os.access(profile.main_file, os.X_OK)
    assert profile.main_file.read_bytes().startswith(b"#!/usr/bin/env python3")
    assert plug_in.differing_files(profile.plug_in) == []


def test_the_plug_in_understands_what_the_installer_writes(
    profile: Profile, tmp_path: Path
) -> None:
    plug_in.put_into(profile, facts(tmp_path))
    read = plug_in_modules.load("installation").read(profile.plug_in / "installation.json")
    home = tmp_path / ".local/share/colorize-auto"
    assert read.version == "1.2.3"
    assert read.start[0] == f"{home}/venv/bin/python"
    assert read.start[-2:] == (str(home), "serve")
    assert read.connection == home / "state/connection.json"
    assert read.log == home / "state/backend.log"
    assert (read.default.name, read.default.title) == ("compact", "Compact")
    assert (read.default.temperature, read.default.vividness) == (0.3, 0.8)


def test_the_backend_is_told_where_it_lives(tmp_path: Path) -> None:
    start = facts(tmp_path, COLORIZE_AUTO_HOME=str(tmp_path / "my ü home"))["start"]
    assert isinstance(start, list)
    # The command as it is, with a module "backend" that only says what it was told.
    (tmp_path / "backend.py").write_text(
        "import os, sys; print(os.environ['COLORIZE_AUTO_HOME'], sys.argv[1:])", encoding="utf-8"
    )
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {start[3]}"
    answer = subprocess.run(
        [sys.executable, "-c", code, *start[4:]], capture_output=True, encoding="utf-8", check=True
    )
    assert answer.stdout.strip() == f"{tmp_path / 'my ü home'} ['serve']"


def test_gimp_notices_a_new_version(profile: Profile, tmp_path: Path) -> None:
    plug_in.put_into(profile, facts(tmp_path))
    os.utime(profile.main_file, (1, 1))
    plug_in.put_into(profile, facts(tmp_path))
    assert profile.main_file.stat().st_mtime > 1


def test_an_older_version_leaves_nothing_behind(profile: Profile, tmp_path: Path) -> None:
    plug_in.put_into(profile, facts(tmp_path))
    for name in ("gone.py", "locale/de/gone.mo"):
        (profile.plug_in / name).parent.mkdir(parents=True, exist_ok=True)
        (profile.plug_in / name).write_text("of an older version", encoding="utf-8")
    written = json.loads((profile.plug_in / "installation.json").read_text(encoding="utf-8"))
    written["files"] += ["gone.py", "locale/de/gone.mo"]
    (profile.plug_in / "installation.json").write_text(json.dumps(written), encoding="utf-8")
    plug_in.put_into(profile, facts(tmp_path))
    assert not (profile.plug_in / "gone.py").exists()
    assert not (profile.plug_in / "locale" / "de").exists()


def test_removal_leaves_what_is_not_ours(profile: Profile, tmp_path: Path) -> None:
    plug_in.put_into(profile, facts(tmp_path))
    (profile.plug_in / "__pycache__").mkdir()
    (profile.plug_in / "__pycache__" / "npy.pyc").write_bytes(b"x")
    note = profile.plug_in / "my notes.txt"
    note.write_text("mine", encoding="utf-8")
    other = profile.plug_ins / "other" / "other.py"
    other.parent.mkdir()
    other.write_text("another plug-in", encoding="utf-8")
    assert plug_in.take_from(profile.plug_in) == [note]
    assert [p.name for p in profile.plug_in.iterdir()] == ["my notes.txt"]
    assert other.exists()


def test_removal_removes_the_folder(profile: Profile, tmp_path: Path) -> None:
    plug_in.put_into(profile, facts(tmp_path))
    assert plug_in.take_from(profile.plug_in) == []
    assert not profile.plug_in.exists()


def test_a_list_of_files_that_leads_elsewhere_is_not_followed(
    profile: Profile, tmp_path: Path
) -> None:
    plug_in.put_into(profile, facts(tmp_path))
    precious = tmp_path / "precious.txt"
    precious.write_text("mine", encoding="utf-8")
    evil = {"files": ["../../../precious.txt", str(precious)]}
    (profile.plug_in / "installation.json").write_text(json.dumps(evil), encoding="utf-8")
    plug_in.take_from(profile.plug_in)
    assert precious.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "files",
    [
        None,
        5,
        "npy.py",
        {"npy.py": 1},
        [5, None, ["npy.py"]],
        ["", ".", "..", "layers", "\0", "\ud800"],
    ],
    ids=ascii,
)
def test_a_list_of_files_that_makes_no_sense_is_put_right(
    files: object, profile: Profile, tmp_path: Path
) -> None:
    written = facts(tmp_path)
    plug_in.put_into(profile, written)
    wrong = json.dumps({**written, "files": files})
    (profile.plug_in / "installation.json").write_text(wrong, encoding="utf-8")
    plug_in.put_into(profile, written)
    assert plug_in.read_facts(profile.plug_in) == written
    assert plug_in.differing_files(profile.plug_in) == []


def test_a_link_to_a_checkout_is_replaced_and_the_checkout_stays(
    profile: Profile, tmp_path: Path
) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "colorize_auto.py").write_text("source", encoding="utf-8")
    profile.plug_ins.mkdir(parents=True)
    profile.plug_in.symlink_to(checkout)
    plug_in.put_into(profile, facts(tmp_path))
    assert not profile.plug_in.is_symlink()
    assert (checkout / "colorize_auto.py").read_text(encoding="utf-8") == "source"


def test_uninstalling_takes_the_token_of_a_backend_chosen_by_hand_away(tmp_path: Path) -> None:
    profile = Profile("system", tmp_path / ".config" / "GIMP" / "3.0")
    plug_in.put_into(profile, facts(tmp_path))
    connections = plug_in_modules.load("backend_access.connection")
    by_hand = plug_in_modules.load("backend_access.connection_by_hand")
    choice = by_hand.file_in(profile.folder)
    by_hand.write(choice, connections.Connection("127.0.0.1", 1, "secret", ""))
    others = choice.with_name("other plug-in.last")
    others.touch()
    uninstallation.run(Machine("linux", {}, tmp_path), Narration(StringIO()))
    assert list(choice.parent.iterdir()) == [others]
    assert not profile.plug_in.exists()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder with the tests' GIMP: mounts stay private, deleting never follows one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from newcomer import REPOSITORY, program_file

from installer import gimp_root
from installer.errors import InstallationError
from installer.machine import Machine

mounting = pytest.mark.skipif(
    gimp_root.why_impossible(Machine.current()) is not None,
    reason="needs root on Debian or Ubuntu, and the right to mount",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a folder that looks like a Debian with GIMP."""
    root = tmp_path / "a root"
    for name in ("dev", "proc", "etc"):
        (root / name).mkdir(parents=True)
    (root / "etc/debian_version").write_text("13.0", encoding="ascii")
    program_file(root / "usr/bin", "gimp-console", "")
    return root


def test_not_everybody_can_have_one(tmp_path: Path) -> None:
    machine = Machine("darwin", {"PATH": ""}, tmp_path)
    assert gimp_root.why_impossible(machine) == "this is neither Debian nor Ubuntu"


def test_complete_or_not(root: Path, tmp_path: Path) -> None:
    assert gimp_root.is_complete(root)
    (root / "debootstrap").mkdir()  # debootstrap's own mark of being under way
    assert not gimp_root.is_complete(root)
    assert not gimp_root.is_complete(tmp_path / "missing")


@mounting
def test_mounts_are_there_for_the_command_and_for_nobody_else(root: Path) -> None:
    seen = "import os, sys; print(os.listdir(sys.argv[1] + '/host/proc')[0:1], os.getpid())"
    command = gimp_root.command_with_mounts(
        root, [sys.executable, "-c", f"{seen}; print(os.path.exists('{root}/dev/null'))", str(root)]
    )
    answer = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.rstrip().endswith("True")
    assert gimp_root.mounts_below(root) == []
    assert list((root / "host").iterdir()) == []


@mounting
def test_the_commands_exit_status_comes_through(root: Path) -> None:
    command = gimp_root.command_with_mounts(root, ["sh", "-c", "exit 7"])
    assert subprocess.run(command, cwd=REPOSITORY, check=False).returncode == 7


@mounting
def test_nothing_is_deleted_while_something_is_mounted(root: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("mine", encoding="utf-8")
    (root / "host").mkdir()
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path;"
        "from installer import gimp_root; gimp_root.remove(Path(sys.argv[2]))"
    )
    script = f"mount --bind '{precious}' '{root}/host' && exec '{sys.executable}' -c \"$0\" \"$@\""
    answer = subprocess.run(
        [
            *("unshare", "--mount", "--propagation", "private"),
            *("sh", "-c", script, code, str(REPOSITORY), str(root)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"something is mounted at {root}/host" in answer.stderr
    assert (precious / "file").read_text(encoding="utf-8") == "mine"
    assert (root / "usr").exists()


def test_remove(root: Path) -> None:
    log = root.with_name(f"{root.name}.log")
    log.write_text("x", encoding="utf-8")
    gimp_root.remove(root)
    assert not root.exists()
    assert not log.exists()


def test_a_folder_that_is_no_debian_is_not_deleted(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "mine.jpg").write_bytes(b"x")
    with pytest.raises(InstallationError, match="holds no Debian"):
        gimp_root.remove(tmp_path / "photos")
    assert (tmp_path / "photos" / "mine.jpg").exists()

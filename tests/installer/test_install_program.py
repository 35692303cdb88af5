# SPDX-License-Identifier: GPL-3.0-or-later
"""Which PyTorch a machine gets, and what counts as another version of the program."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from newcomer import program_file

from installer import pip, program
from installer.errors import CommandFailed, InstallationError
from installer.machine import Machine

CONSTRAINTS = "# verified\ntorch==2.13.0\n"


def test_cpu_build_first_where_there_is_no_card(tmp_path: Path) -> None:
    machine = Machine("linux", {"PATH": str(tmp_path)}, tmp_path)
    assert program.torch_wishes(machine, CONSTRAINTS) == ["torch==2.13.0+cpu", "torch==2.13.0"]


def test_cuda_build_where_there_is_a_card(tmp_path: Path) -> None:
    program_file(tmp_path, "nvidia-smi", "echo 'GPU 0: NVIDIA H200 (UUID: GPU-1)'")
    machine = Machine("linux", {"PATH": str(tmp_path)}, tmp_path)
    assert program.torch_wishes(machine, CONSTRAINTS)[0] == "torch==2.13.0,!=2.13.0+cpu"


@pytest.mark.parametrize("script", ["exit 9", "echo 'No devices were found'"])
def test_driver_without_card_counts_as_none(tmp_path: Path, script: str) -> None:
    program_file(tmp_path, "nvidia-smi", script)
    machine = Machine("linux", {"PATH": str(tmp_path)}, tmp_path)
    assert program.torch_wishes(machine, CONSTRAINTS)[0] == "torch==2.13.0+cpu"


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_standard_build_elsewhere(tmp_path: Path, system: str) -> None:
    machine = Machine(system, {"PATH": str(tmp_path)}, tmp_path)
    assert program.torch_wishes(machine, CONSTRAINTS) == ["torch==2.13.0"]


def test_constraints_must_name_torch(tmp_path: Path) -> None:
    with pytest.raises(InstallationError, match="exact version of torch"):
        program.torch_wishes(Machine("linux", {}, tmp_path), "torch>=2\n")


def test_the_projects_constraints_name_torch(tmp_path: Path) -> None:
    text = program.CONSTRAINTS.read_text(encoding="utf-8")
    assert program.torch_wishes(Machine("darwin", {}, tmp_path), text)


def test_fingerprint_follows_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("backend", "models"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "code.py").write_text("x = 1", encoding="utf-8")
    shutil.copy(program.CONSTRAINTS, tmp_path)
    monkeypatch.setattr(program, "CHECKOUT", tmp_path)
    monkeypatch.setattr(program, "CONSTRAINTS", tmp_path / "constraints.txt")
    first = program.fingerprint()
    (tmp_path / "backend" / "__pycache__").mkdir()
    (tmp_path / "backend" / "__pycache__" / "code.pyc").write_bytes(b"x")
    (tmp_path / "models" / ".mypy_cache").write_bytes(b"x")
    assert program.fingerprint() == first
    (tmp_path / "models" / "code.py").write_text("x = 2", encoding="utf-8")
    second = program.fingerprint()
    assert second != first
    (tmp_path / "constraints.txt").write_text("torch==2.14.0", encoding="utf-8")
    assert program.fingerprint() != second


@pytest.mark.parametrize(
    ("versions", "broken", "expected"),
    [("none", True, True), ("none", False, False), ("2.11.0, 2.12.0", True, False)],
)
def test_an_index_that_answers_nothing(versions: str, broken: bool, expected: bool) -> None:
    said = [f"ERROR: No version that satisfies torch==2.13.0+cpu (from versions: {versions})"]
    if broken:
        said.insert(0, "Retrying after connection broken by 'NewConnectionError'")
    assert pip.reached_no_index(CommandFailed("Installing PyTorch", 1, said)) == expected


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ProxyError('Cannot connect to proxy.')", "package index could not be reached"),
        ("No matching distribution found for torch==2.13.0", "another Python"),
        ("something never seen before", "Run the same command again"),
    ],
)
def test_pip_failures_come_with_advice(tmp_path: Path, said: str, advice: str) -> None:
    failed = CommandFailed("Installing PyTorch", 1, [said])
    error = pip.explain(failed, Machine.current(), tmp_path / "pip.log")
    assert advice in str(error)
    assert said in str(error)
    assert str(tmp_path / "pip.log") in str(error)


@pytest.mark.parametrize(
    ("system", "processor", "advice"),
    [
        ("darwin", "x86_64", "Intel processor"),
        ("darwin", "arm64", "another Python"),
        ("linux", "x86_64", "another Python"),
    ],
)
def test_a_mac_for_which_no_pytorch_is_built_is_told_so(
    tmp_path: Path, system: str, processor: str, advice: str
) -> None:
    said = "No matching distribution found for torch==2.13.0"
    failed = CommandFailed("Installing PyTorch", 1, [said])
    error = pip.explain(failed, Machine(system, {}, tmp_path, processor), tmp_path / "pip.log")
    assert advice in str(error)

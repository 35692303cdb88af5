# SPDX-License-Identifier: GPL-3.0-or-later
"""COLORIZE_AUTO_HOME may name any folder, but what is in it already is left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from newcomer import REPOSITORY, User, program_file


@pytest.fixture
def chosen(user: User, tmp_path: Path) -> Path:
    folder = tmp_path / "my project"
    user.variables.update(COLORIZE_AUTO_HOME=str(folder))
    return folder


@pytest.mark.parametrize("arguments", [(), ("--uninstall",)])
@pytest.mark.parametrize("name", ["venv", "state"])
def test_somebody_elses_folder_is_refused(
    user: User, chosen: Path, name: str, arguments: tuple[str, ...]
) -> None:
    (chosen / name).mkdir(parents=True)
    (chosen / name / "precious").write_text("mine", encoding="utf-8")
    done = user.run(*arguments)
    assert done.returncode == 1
    assert f"{chosen / name} is there already" in done.stdout
    assert "What to do: " in done.stdout
    assert [path.name for path in chosen.rglob("*")] == [name, "precious"]


@pytest.mark.parametrize("ours", ["installed.json", "installation.log", "installation.json"])
def test_uninstall_knows_its_own_folder(user: User, chosen: Path, ours: str) -> None:
    program_file(chosen / "venv", "python", "")
    (chosen / ours).write_text("", encoding="utf-8")
    done = user.run("--uninstall")
    assert done.returncode == 0, done.stdout
    assert not chosen.exists()


def test_a_folder_that_cannot_be_made(user: User) -> None:
    user.variables.update(COLORIZE_AUTO_HOME="/proc/nope")
    done = user.run()
    assert done.returncode == 1
    assert "/proc/nope" in done.stdout
    assert "What to do: " in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize("installed", [True, False])
def test_the_installed_program_knows_its_folder_without_the_variable(
    user: User, tmp_path: Path, installed: bool
) -> None:
    chosen = tmp_path / "chosen"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", chosen / "venv"], check=True)
    if installed:
        (chosen / "installation.json").write_text("{}", encoding="utf-8")
    libraries = Path(platformdirs.__file__).parents[1]
    code = "import sys; sys.path += sys.argv[1:]; from models.locations import home; print(home())"
    answer = subprocess.run(
        [chosen / "venv/bin/python", "-I", "-c", code, str(REPOSITORY), str(libraries)],
        env=user.environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    assert Path(answer.stdout.strip()) == (chosen if installed else user.locations.home)

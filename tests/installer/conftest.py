# SPDX-License-Identifier: GPL-3.0-or-later
"""A temporary home folder, and one real installation that the tests share."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from newcomer import User, pip_variables

from installer import running_backend
from installer.narration import Narration


@pytest.fixture
def user(tmp_path: Path) -> User:
    home = tmp_path / "Jürgen's home"
    home.mkdir()
    return User(home)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[User]:
    """Give a user for whom install.py has run, with two GIMP profiles. Do not damage it."""
    home = tmp_path_factory.mktemp("installed") / "Zoë Müller"
    home.mkdir()
    user = User(home, pip_variables())
    user.gimp_profile()
    user.gimp_profile(".var/app/org.gimp.GIMP/config/GIMP/3.2")
    done = user.run()
    assert done.returncode == 0, done.stdout
    (home / "installation output.txt").write_text(done.stdout, encoding="utf-8")
    yield user
    running_backend.end(user.locations, Narration())


@pytest.fixture
def copied(installed: User, tmp_path: Path) -> Iterator[Callable[[], User]]:
    """Give a function that makes a copy of the installation, to be damaged at will."""
    copies: list[User] = []

    def without_state(folder: str, names: list[str]) -> set[str]:
        # A hard link to the lock of a backend would be that backend's lock.
        return {"state"} & set(names) if Path(folder) == installed.locations.home else set()

    def make() -> User:
        home = tmp_path / f"copy {len(copies)}"
        user = User(home, installed.variables)
        # Hard links: a copy in a moment. pip replaces files, it never writes into old ones.
        shutil.copytree(
            installed.home, home, symlinks=True, copy_function=os.link, ignore=without_state
        )
        told = [*home.rglob("plug-ins/colorize_auto/installation.json"), user.locations.facts]
        for file in (*told, user.locations.record):
            text = file.read_text(encoding="utf-8")
            file.unlink()
            moved = text.replace(json.dumps(str(installed.home))[:-1], json.dumps(str(home))[:-1])
            file.write_text(moved, encoding="utf-8")
        copies.append(user)
        return user

    yield make
    for user in copies:
        running_backend.end(user.locations, Narration())

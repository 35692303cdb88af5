# SPDX-License-Identifier: GPL-3.0-or-later
"""A temporary home folder, and one real installation that the tests share."""

from __future__ import annotations

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

    def make() -> User:
        home = tmp_path / f"copy {len(copies)}"
        # Hard links: a copy in a moment. pip replaces files, it never writes into old ones.
        shutil.copytree(installed.home, home, symlinks=True, copy_function=os.link)
        copies.append(User(home, installed.variables))
        return copies[-1]

    yield make
    for user in copies:
        running_backend.end(user.locations, Narration())

# SPDX-License-Identifier: GPL-3.0-or-later
"""A real GIMP 3 with the plug-in in its profile, and a real backend with the shipped weights."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import gimp_program
from gimp_program import GimpProgram
from profile_folder import REPOSITORY, Installed

PHOTO = REPOSITORY / "tests" / "data" / "nagasaki-boats.jpg"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.gimp)


@pytest.fixture(scope="session")
def gimp() -> GimpProgram:
    found = gimp_program.find()
    if isinstance(found, str):
        pytest.skip(f"NOT TESTED WITH GIMP: {found}")
    return found


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Give the folder for pictures that people look at."""
    default = REPOSITORY / "tests" / "artefacts"
    folder = Path(os.environ.get("COLORIZE_AUTO_ARTEFACTS") or default)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a real photo as a grayscale JPEG."""
    file = tmp_path_factory.mktemp("photo") / "photo.jpg"
    with Image.open(PHOTO) as scan:
        scan.convert("L").save(file, quality=92)
    return file


@pytest.fixture
def two_small_photos(photo: Path, tmp_path: Path) -> Path:
    """Put a small photo and a darker one, ``other.png``, beside each other; give the first."""
    small = tmp_path / "small.png"
    with Image.open(photo) as scan:
        scan.resize((160, 128)).save(small)
        scan.resize((200, 160)).point(lambda value: value // 3).save(tmp_path / "other.png")
    return small


@pytest.fixture(scope="session")
def known_plug_ins(gimp: GimpProgram, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Start GIMP once with a fresh profile; give what it remembers of its plug-ins."""
    profile = tmp_path_factory.mktemp("fresh") / "profile"
    gimp.batch(profile, "")
    return profile / "pluginrc"


@pytest.fixture(scope="session")
def installed(
    gimp: GimpProgram, known_plug_ins: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    """Give a profile whose backend already runs."""
    found = Installed(gimp, tmp_path_factory.mktemp("colorize auto ü"), known_plug_ins)
    with found.running_backend():
        yield found


@pytest.fixture
def installed_alone(gimp: GimpProgram, known_plug_ins: Path, tmp_path: Path) -> Iterator[Installed]:
    """Give a profile of its own, whose backend does not run yet."""
    found = Installed(gimp, tmp_path, known_plug_ins)
    yield found
    found.end_backend()

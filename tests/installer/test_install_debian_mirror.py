# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian mirror that the host is configured with is used for the tests' GIMP, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer import debian_mirror

RELEASE = 'PRETTY_NAME="Debian"\nID={id}\nVERSION_CODENAME=bookworm\n'
DEB822 = """Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    (tmp_path / "apt/sources.list.d").mkdir(parents=True)
    (tmp_path / "os-release").write_text(RELEASE.format(id="debian"), encoding="utf-8")
    return tmp_path


def test_deb822(etc: Path) -> None:
    (etc / "apt/sources.list.d/debian.sources").write_text(DEB822, encoding="utf-8")
    assert debian_mirror.configured(etc) == "http://mirror.example/debian"


@pytest.mark.parametrize(
    "line",
    [
        "deb http://mirror.example/debian bookworm main contrib",
        "deb [signed-by=/x arch=amd64] http://mirror.example/debian bookworm main",
    ],
)
def test_one_line_style(etc: Path, line: str) -> None:
    before = (
        "deb-src http://src.example/debian bookworm main\n# deb http://old.example/ bookworm x\n"
    )
    security = "deb http://mirror.example/debian-security bookworm-security main\n"
    (etc / "apt/sources.list").write_text(f"{before}{security}{line}\n", encoding="utf-8")
    assert debian_mirror.configured(etc) == "http://mirror.example/debian"


def test_ubuntus_mirror_has_no_debian(etc: Path) -> None:
    (etc / "os-release").write_text(RELEASE.format(id="ubuntu"), encoding="utf-8")
    (etc / "apt/sources.list.d/ubuntu.sources").write_text(DEB822, encoding="utf-8")
    assert debian_mirror.configured(etc) is None


def test_nothing_configured(etc: Path) -> None:
    assert debian_mirror.configured(etc) is None
    assert debian_mirror.configured(etc / "missing") is None

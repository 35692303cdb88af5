# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide's pages show something, and lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *DOCS.glob("guide/*.md")])
# A page is to open at once where the line is slow.
LARGEST_PICTURE = 200_000


def links(page: Path) -> list[tuple[bool, Path]]:
    """Give the files that a page leads to, and whether it shows them as pictures."""
    found = re.findall(r"(!?)\[[^\]]*\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return [(mark == "!", page.parent / target) for mark, target in found]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_to_a_file(page: Path) -> None:
    assert [target for _shown, target in links(page) if not target.exists()] == []


@pytest.mark.parametrize("page", sorted(DOCS.glob("guide/*-*.md")), ids=lambda page: page.stem)
def test_every_page_of_the_guide_has_a_picture(page: Path) -> None:
    pictures = [target for shown, target in links(page) if shown]
    assert pictures
    for file in pictures:
        assert file.stat().st_size < LARGEST_PICTURE, file
        with Image.open(file) as picture:
            assert min(picture.size) > 300, file


def test_every_picture_of_the_guide_is_shown() -> None:
    shown = {target.resolve() for page in PAGES for is_shown, target in links(page) if is_shown}
    assert set(DOCS.glob("guide/images/*")) <= shown

# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing a colorizer through the backend, and waiting until it is there."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from loopback import Answer, Request, serving

import colorizer_installation
import known_colorizers
from backend_access.client import BackendClient, BackendError
from colorizer_installation import NotInstalled, fraction, in_words, install, remove, size_in_words

LISTING = {"default": "compact", "colorizers": [{"name": "compact", "title": "Compact"}]}


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """The lists that were kept; they are no news to anybody."""
    lists: list[dict] = []

    def keep(listing: dict) -> bool:
        lists.append(listing)
        return len(lists) == 1

    monkeypatch.setattr(known_colorizers, "keep", keep)
    monkeypatch.setattr(colorizer_installation, "PAUSE", 0.0)
    return lists


def going(*states: str, **facts: object) -> Callable[[Request], Answer]:
    """A backend whose installation goes through these states."""
    left = list(states)

    def answer(request: Request) -> Answer:
        if request.path == "/v1/colorizers":
            return Answer(json.dumps(LISTING).encode())
        state = left.pop(0) if len(left) > 1 else left[0]
        body = {"state": state, "done_bytes": 2_500_000, "total_bytes": 10_000_000, **facts}
        return Answer(json.dumps(body).encode(), 202)

    return answer


def test_waits_and_says_how_far_it_is(kept: list[dict]) -> None:
    said: list[str] = []
    with serving(going("fetching", "fetching", "preparing", "installed")) as connection:
        sentence = install(BackendClient(connection), "new", said.append)
        assert "next start of GIMP" in sentence
        assert install(BackendClient(connection), "new", said.append) == ""
    assert said[0] == "2.5 of 10.0 MB"
    assert said[2].startswith("Making it ready")
    assert kept == [LISTING, LISTING]


def test_a_failure_is_the_backends_sentence(kept: list[dict]) -> None:
    failing = going("fetching", "failed", reason="The disk is full.")
    with serving(failing) as connection, pytest.raises(NotInstalled, match="disk is full"):
        install(BackendClient(connection), "new", lambda text: None)
    with (
        serving(going("stopping", "absent")) as connection,
        pytest.raises(NotInstalled, match="stopped"),
    ):
        install(BackendClient(connection), "new", lambda text: None)
    assert kept == []


def test_removing(kept: list[dict]) -> None:
    with serving(going("absent")) as connection:
        assert "next start" in remove(BackendClient(connection), "new")
    refusal = Answer(json.dumps({"detail": "Not yours.", "code": "not-installed"}).encode(), 409)
    with serving(lambda request: refusal) as connection, pytest.raises(BackendError, match="yours"):
        remove(BackendClient(connection), "new")
    assert len(kept) == 1


def test_words_and_shares() -> None:
    assert size_in_words(129_900_000) == "130 MB"
    assert fraction({"done_bytes": 1, "total_bytes": 4}) == 0.25
    assert fraction({"done_bytes": 5, "total_bytes": 4}) == 1.0
    assert fraction({"done_bytes": 0, "total_bytes": 0}) == 0.0
    assert in_words({"state": "stopping"}).startswith("Stopping")

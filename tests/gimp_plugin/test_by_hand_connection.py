# SPDX-License-Identifier: GPL-3.0-or-later
"""A backend that the artist chose by its address: kept in a file, and honoured by the starter."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from loopback import TOKEN, Answer, serving

from backend_access import connection_by_hand
from backend_access.client import BackendError
from backend_access.connection import Connection
from backend_access.connection_by_hand import BadChoice, parse
from backend_access.starter import NotStarted, ready_backend
from installation import Colorizer, Installation

COMPACT = Colorizer("compact", "Compact")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return connection_by_hand.file_in(tmp_path / "profile ü")


@pytest.fixture
def installation(tmp_path: Path, file: Path) -> Installation:
    """One whose own backend cannot be started."""
    start = ("/nowhere/python",)
    state = tmp_path / "state"
    facts = (state / "connection.json", state / "backend.log", (COMPACT,), COMPACT)
    return Installation("0.1.0", start, *facts, by_hand=file)


def health(**facts: object) -> Answer:
    return Answer(json.dumps({"version": "0.1.0", "state": "ready", "pid": 7, **facts}).encode())


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8765", " http://127.0.0.1:8765/ ", "127.0.0.1:8765", "8765"],
)
def test_addresses_as_people_write_them(address: str) -> None:
    assert parse(address, " secret\n") == Connection("127.0.0.1", 8765, "secret", "")


def test_the_name_of_this_computer_is_an_address() -> None:
    assert parse("localhost:80", "secret").host == "localhost"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://127.0.0.1",
        "http://example.org:8765",
        "http://127.0.0.1.example.org:8765",
        "http://127.0.0.1@example.org:8765",
        "https://127.0.0.1:8765",
        "192.168.1.2:8765",
        "127.0.0.1:99999",
        "99999",
        "http://[::1:8765",
        "ü",
    ],
)
def test_no_photo_goes_to_another_computer(address: str) -> None:
    with pytest.raises(BadChoice, match="SSH"):
        parse(address, "secret")


@pytest.mark.parametrize("token", ["", "  ", "two words", "ü", "line\nline"])
def test_no_token(token: str) -> None:
    with pytest.raises(BadChoice, match="gimp-colorize serve"):
        parse("8765", token)


def test_a_choice_is_kept_for_its_owner_alone(file: Path) -> None:
    assert connection_by_hand.read(file) is None
    chosen = parse("localhost:8765", "secret")
    connection_by_hand.write(file, chosen)
    connection_by_hand.write(file, chosen)
    assert connection_by_hand.read(file) == chosen
    assert list(file.parent.iterdir()) == [file]
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    connection_by_hand.remove(file)
    connection_by_hand.remove(file)
    assert connection_by_hand.read(file) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"address": 1, "token": 2}', "\xff"])
def test_a_damaged_file_is_said_clearly(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadChoice, match="Settings / Status"):
        connection_by_hand.read(file)


def test_a_place_that_cannot_be_written_is_said_clearly(tmp_path: Path) -> None:
    (tmp_path / "plug-in-settings").write_text("a file where the folder should be")
    with pytest.raises(BadChoice, match="cannot be kept"):
        connection_by_hand.write(
            connection_by_hand.file_in(tmp_path), Connection("localhost", 1, "secret", "")
        )


def test_the_chosen_backend_is_used(installation: Installation, file: Path) -> None:
    with serving(lambda request: health()) as connection:
        connection_by_hand.write(file, connection)
        client = ready_backend(installation, lambda text: None)
        assert (client.connection.port, client.connection.token) == (connection.port, TOKEN)


def test_none_is_started_in_its_place(installation: Installation, file: Path) -> None:
    connection_by_hand.write(file, Connection("127.0.0.1", 9, "secret", ""))
    with pytest.raises(NotStarted, match=r"127\.0\.0\.1:9.*by hand"):
        ready_backend(installation, lambda text: None)
    with serving(lambda request: Answer(b"", 401)) as connection:
        connection_by_hand.write(file, connection)
        with pytest.raises(NotStarted, match="token"):
            ready_backend(installation, lambda text: None)
    with serving(lambda request: health(version="0.0.9")) as connection:
        connection_by_hand.write(file, connection)
        with pytest.raises(BackendError, match=r"0\.0\.9"):
            ready_backend(installation, lambda text: None)
    # And without the choice the plug-in starts its own again, or tries to.
    connection_by_hand.remove(file)
    with pytest.raises(NotStarted, match="could not be started"):
        ready_backend(installation, lambda text: None)
    with pytest.raises(NotStarted, match="could not be started"):
        ready_backend(replace(installation, by_hand=None), lambda text: None)

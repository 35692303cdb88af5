# SPDX-License-Identifier: GPL-3.0-or-later
"""Installing and removing a colorizer over HTTP, from a server of this computer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from clients import problem
from flask.testing import FlaskClient
from photo_samples import npy, ramp
from published_weights import NAME, ReleaseServer, checkpoint, release

from models import registry
from models.published.releases import RELEASES

ADDRESS = f"/v1/colorizers/{NAME}/installation"
PHOTO = {"headers": {"Content-Type": "application/x-npy"}, "data": npy(ramp())}


@pytest.fixture(scope="module")
def content() -> bytes:
    return checkpoint()


@pytest.fixture
def server(content: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReleaseServer]:
    server = ReleaseServer(content)
    monkeypatch.setitem(RELEASES, NAME, release(server))
    yield server
    server.close()


def wait(client: FlaskClient, *states: str) -> dict:
    """Wait for one of the states; give the last answer."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        body = client.get(ADDRESS).json
        if body["state"] in states:
            return body
        time.sleep(0.02)
    raise AssertionError(body)


def listed(client: FlaskClient) -> tuple[list[str], list[str]]:
    body = client.get("/v1/colorizers").json
    return [card["name"] for card in body["colorizers"]], [
        entry["name"] for entry in body["installable"]
    ]


def test_a_colorizer_comes_is_used_and_goes(
    client: FlaskClient, server: ReleaseServer, home: Path
) -> None:
    assert NAME in listed(client)[1]
    absent = client.get(ADDRESS).json
    assert absent == {
        "name": NAME,
        "state": "absent",
        "done_bytes": 0,
        "total_bytes": len(server.content),
        "reason": None,
    }
    started = client.post(ADDRESS)
    assert started.status_code == 202
    assert started.json["state"] == "fetching"
    done = wait(client, "installed", "failed")
    assert done["state"] == "installed", done
    assert client.post(ADDRESS).status_code == 200
    here, installable = listed(client)
    assert NAME in here
    assert NAME not in installable
    cards = {card["name"]: card for card in client.get("/v1/colorizers").json["colorizers"]}
    assert cards[NAME]["installed_by_user"] is True
    assert cards[registry.DEFAULT]["installed_by_user"] is False

    assert client.post(f"/v1/photos?colorizer={NAME}", **PHOTO).status_code == 201
    removed = client.delete(ADDRESS)
    assert removed.status_code == 200
    assert removed.json["state"] == "absent"
    assert list((home / "colorizers").iterdir()) == []
    problem(client.post(f"/v1/photos?colorizer={NAME}", **PHOTO), "unknown-colorizer", 404)
    problem(client.delete(ADDRESS), "not-installed", 409)
    assert len(server.asked) == 1


def test_it_says_how_far_it_is_stops_and_goes_on(
    client: FlaskClient, server: ReleaseServer, home: Path
) -> None:
    server.pause = 0.1
    client.post(ADDRESS)
    give_up = time.monotonic() + 30
    while not (now := client.get(ADDRESS).json)["done_bytes"]:
        assert time.monotonic() < give_up, now
    assert now["state"] == "fetching"
    assert now["done_bytes"] < now["total_bytes"] == len(server.content)
    assert client.post(ADDRESS).json["state"] == "fetching"  # the same one

    stopped = client.delete(ADDRESS)
    assert stopped.status_code == 202
    assert stopped.json["state"] == "stopping"
    kept = wait(client, "absent")
    assert 0 < kept["done_bytes"] < len(server.content)
    assert NAME not in listed(client)[0]

    server.pause = 0.0
    assert client.post(ADDRESS).json["done_bytes"] == kept["done_bytes"]
    assert wait(client, "installed", "failed")["state"] == "installed"
    assert server.asked == [None, f"bytes={kept['done_bytes']}-"]
    client.delete(ADDRESS)


def test_a_card_that_cannot_be_read_is_replaced_or_removed(
    client: FlaskClient, server: ReleaseServer, home: Path
) -> None:
    card = home / "colorizers" / f"{NAME}.json"
    card.parent.mkdir(parents=True)
    card.write_text("")
    assert NAME not in listed(client)[0]
    assert NAME in listed(client)[1]
    refused = problem(client.post(f"/v1/photos?colorizer={NAME}", **PHOTO), "weights-damaged", 409)
    assert f"gimp-colorize colorizers remove {NAME}" in refused["detail"]
    assert client.delete(ADDRESS).json["state"] == "absent"
    assert not card.exists()

    card.write_text("")
    client.post(ADDRESS)
    assert wait(client, "failed", "installed")["state"] == "installed"
    assert NAME in listed(client)[0]


def test_a_beginning_that_cannot_be_deleted_is_said(
    client: FlaskClient, server: ReleaseServer, home: Path
) -> None:
    server.status = 503
    client.post(ADDRESS)
    wait(client, "failed")
    (home / "colorizers" / "small.pth.partial").mkdir()  # which is not deleted as a file is
    body = problem(client.delete(ADDRESS), "internal-error", 500)
    assert f"What was fetched of {NAME} cannot be deleted" in body["detail"]


def test_a_kept_beginning_can_be_removed(client: FlaskClient, server: ReleaseServer) -> None:
    server.pause = 0.1
    client.post(ADDRESS)
    while not client.get(ADDRESS).json["done_bytes"]:
        time.sleep(0.02)
    client.delete(ADDRESS)
    assert wait(client, "absent")["done_bytes"] > 0
    assert client.delete(ADDRESS).json["done_bytes"] == 0


def test_a_failure_is_a_sentence_and_can_be_tried_again(
    client: FlaskClient, server: ReleaseServer
) -> None:
    server.status = 503
    client.post(ADDRESS)
    failed = wait(client, "failed", "installed")
    assert "503" in failed["reason"]
    assert "Try again later" in failed["reason"]
    server.status = 0
    assert client.post(ADDRESS).json["reason"] is None
    assert wait(client, "failed", "installed")["state"] == "installed"


def test_a_file_that_is_not_the_published_one_is_refused(
    client: FlaskClient, server: ReleaseServer, home: Path
) -> None:
    server.content = server.content[:-1] + b"x"
    client.post(ADDRESS)
    assert "another file" in wait(client, "failed", "installed")["reason"]
    assert list((home / "colorizers").iterdir()) == []


def test_nobody_says_from_where(client: FlaskClient, server: ReleaseServer) -> None:
    for wish in (
        {"json": {"url": "http://127.0.0.1:9/evil.pth"}},
        {"query_string": {"from": "http://127.0.0.1:9/evil.pth"}},
    ):
        problem(client.post(ADDRESS, **wish), "bad-parameter", 400)
    assert server.asked == []


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_names_that_mean_nothing(client: FlaskClient, method: str) -> None:
    for name in ("kodachrome", "..", "%2e%2e%2fcompact"):
        response = client.open(f"/v1/colorizers/{name}/installation", method=method)
        assert response.status_code == 404
        assert response.json["code"] in ("unknown-colorizer", "not-found")


def test_what_the_program_ships_stays(client: FlaskClient) -> None:
    shipped = f"/v1/colorizers/{registry.DEFAULT}/installation"
    assert client.get(shipped).json["state"] == "shipped"
    body = problem(client.post(shipped), "not-installable", 409)
    assert "zhang2016" in body["detail"]
    problem(client.delete(shipped), "not-installed", 409)


def test_what_can_be_installed_is_described(client: FlaskClient) -> None:
    entries = {entry["name"]: entry for entry in client.get("/v1/colorizers").json["installable"]}
    assert set(entries) == set(RELEASES)
    for name, entry in entries.items():
        assert entry["licence"] and entry["paper"] and entry["description"]
        assert entry["bytes"] == RELEASES[name].size
        assert entry["from"] in RELEASES[name].addresses[0]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call the backend, and what it says of itself."""

import pytest
from clients import HEADERS, problem

from models import registry

ENDPOINTS = [
    ("GET", "/v1/health"),
    ("GET", "/v1/colorizers"),
    ("POST", "/v1/photos"),
    ("GET", "/v1/photos/x/color"),
    ("GET", "/v1/photos/x/ab"),
    ("POST", "/v1/photos/x/candidates"),
    ("POST", "/v1/photos/x/alternatives"),
    ("GET", "/v1/photos/x/parts"),
    ("DELETE", "/v1/photos/x"),
    ("GET", "/v1/log"),
    ("DELETE", "/v1/process"),
    ("POST", "/v1/colorizers/x/installation"),
    ("DELETE", "/v1/colorizers/x/installation"),
    ("GET", "/v1/nothing"),
]


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_nobody_gets_in_without_the_token(app, method, path):
    client = app.test_client()
    for headers in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic " + HEADERS["Authorization"]},
        {"Authorization": HEADERS["Authorization"] + "x"},
        {"Authorization": "Bearer ü"},
    ):
        response = client.open(path, method=method, headers={"Host": "127.0.0.1", **headers})
        problem(response, "unauthorized", 401)
        assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_other_hosts_are_refused_even_with_the_token(app, method, path):
    client = app.test_client()
    for host in ("example.org", "127.0.0.1.example.org", "127.0.0.1:80:80", "0.0.0.0", "evil:1"):
        response = client.open(path, method=method, headers={**HEADERS, "Host": host})
        problem(response, "forbidden-host", 403)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:5000", "localhost", "localhost:80"])
def test_this_computer_may_call(app, host):
    response = app.test_client().get("/v1/health", headers={**HEADERS, "Host": host})
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response.headers


def test_health_says_how_it_is(client, inference):
    body = client.get("/v1/health").json
    assert body["api"] == 1
    assert body["state"] == "ready"
    assert body["reason"] is None
    assert body["device"] == inference.device.name
    assert body["precision"] in ("fp32", "fp16")
    assert body["device_title"]
    assert body["memory"] == {"photos": 0, "photos_bytes": 0, "limit_bytes": 1 << 30}
    assert body["pid"] > 0
    assert body["version"]


def test_the_cards_are_listed(client):
    body = client.get("/v1/colorizers").json
    assert body["default"] == registry.DEFAULT
    assert [card["name"] for card in body["colorizers"]] == registry.names()
    for card in body["colorizers"]:
        assert card["title"] and card["paper"] and card["licence"]
        assert card["weights_installed"] is True
        assert set(card["defaults"]) == {"temperature", "vividness", "saturation"}
        assert "photos" in card["trained_on"].lower()
        assert card["metrics"]["settings"][0]["auc_raw"] > 80

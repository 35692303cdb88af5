# SPDX-License-Identifier: GPL-3.0-or-later
"""Callers that hold the token of the backend under test."""

import json

from flask import Flask
from flask.testing import FlaskClient

TOKEN = "token-of-the-tests"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def client_of(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = HEADERS["Authorization"]
    client.environ_base["HTTP_HOST"] = "127.0.0.1"
    return client


def problem(response, code: str, status: int) -> dict:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    body = json.loads(response.data)
    assert body["code"] == code
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"].endswith(".")
    return body

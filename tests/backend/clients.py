# SPDX-License-Identifier: GPL-3.0-or-later
"""Callers that hold the token of the backend under test."""

from flask import Flask
from flask.testing import FlaskClient

TOKEN = "token-of-the-tests"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def client_of(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = HEADERS["Authorization"]
    client.environ_base["HTTP_HOST"] = "127.0.0.1"
    return client

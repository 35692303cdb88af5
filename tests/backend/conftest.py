# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures: the shipped colorizer on every device present, behind Flask's test client."""

from collections.abc import Callable, Iterator

import pytest
import torch
from clients import TOKEN, client_of
from flask import Flask
from flask.testing import FlaskClient

from backend.application import create_app
from backend.configuration import Limits
from backend.inference import Inference
from models import registry


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """Small photos on busy machines: more threads only wait for one another."""
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Everything the program keeps goes into a folder of the test."""
    folder = tmp_path / "home ü"
    monkeypatch.setenv("COLORIZE_AUTO_HOME", str(folder))
    for name in ("COLORIZE_AUTO_DEVICE", "COLORIZE_AUTO_MAX_MEGAPIXELS"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(scope="session")
def inference(device_name: str) -> Inference:
    """The default colorizer, loaded once per device."""
    ready = Inference(device_name)
    ready.load(registry.DEFAULT)
    return ready


@pytest.fixture
def app(inference: Inference) -> Flask:
    return create_app(TOKEN, inference)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return client_of(app)


@pytest.fixture
def limited(inference: Inference) -> Iterator[Callable[..., FlaskClient]]:
    """Make a client of a backend with other limits."""
    return lambda **limits: client_of(create_app(TOKEN, inference, Limits(**limits)))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Weights that come and go, by whoever, while a backend holds those of before."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import safetensors.torch
from clients import problem
from flask.testing import FlaskClient
from photo_samples import npy, ramp

from models import registry

NAME = "colorunet2018"


def install(folder: Path) -> None:
    """Put in place what another program has: other weights, and a card that fits them."""
    state = registry.read_weights(NAME)
    state["scores.weight"] = state["scores.weight"].flip(0)
    folder.mkdir(parents=True)
    weights = folder / f"{NAME}.safetensors"
    safetensors.torch.save_file(state, weights)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    card = replace(registry.card(NAME), title="Other", sha256=digest, temperature=0.2)
    card.write(folder / f"{NAME}.json")


@pytest.fixture
def other(home: Path) -> Path:
    return home / "colorizers"


def colours(client: FlaskClient, where: str | None = None) -> tuple[str, bytes]:
    """Colour a photo, or take one that is coloured."""
    if where is None:
        made = client.post(
            f"/v1/photos?colorizer={NAME}", data=npy(ramp()), content_type="application/x-npy"
        )
        assert made.status_code == 201, made.text
        where = made.headers["Location"]
    return where, client.get(f"{where}/color").data


def test_new_photos_are_coloured_by_the_weights_that_are_there_now(
    client: FlaskClient, other: Path
) -> None:
    first, shipped = colours(client)
    install(other)
    second, others = colours(client)
    assert others != shipped
    for file in other.iterdir():
        file.unlink()
    assert colours(client)[1] == shipped
    # What was coloured stays as it was, decoded by the card of its own weights.
    assert colours(client, first)[1] == shipped
    assert colours(client, second)[1] == others


def test_a_film_is_not_continued_with_other_weights(client: FlaskClient, other: Path) -> None:
    first, _ = colours(client)
    install(other)
    identity = first.rsplit("/", 1)[1]
    answer = client.post(
        f"/v1/photos?follows={identity}", data=npy(ramp()), content_type="application/x-npy"
    )
    assert "Other" in problem(answer, "bad-parameter", 400)["detail"]

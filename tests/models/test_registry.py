# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import json
import logging
import os
import shutil
from pathlib import Path

import pytest
import safetensors.torch
import torch

from models import registry
from models.card import Card, CardUnreadable, read_card
from models.device import choose_device
from models.errors import UnknownColorizer, WeightsDamaged, WeightsMissing

CPU = choose_device("cpu")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped weights that a test may damage."""
    copy = tmp_path / "weights"
    shutil.copytree(registry.WEIGHTS, copy)
    monkeypatch.setattr(registry, "WEIGHTS", copy)
    return copy


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of colorizers of a user."""
    monkeypatch.setenv("COLORIZE_AUTO_HOME", str(tmp_path / "home"))
    folder = tmp_path / "home" / "colorizers"
    folder.mkdir(parents=True)
    return folder


def test_the_default_comes_first() -> None:
    assert registry.names()[0] == registry.DEFAULT


@pytest.mark.parametrize("name", registry.names())
def test_cards_are_complete_and_true(name: str) -> None:
    card = registry.card(name)
    content = registry.weights_file(name).read_bytes()
    assert card.name == name
    assert card.sha256 == hashlib.sha256(content).hexdigest()
    assert len(content) <= 20_000_000
    assert all((card.title, card.description, card.paper, card.licence))
    assert set(card.capabilities) == set(registry.network(name).capabilities)
    assert card.defaults.temperature == card.temperature
    dtypes = {tensor.dtype for tensor in safetensors.torch.load(content).values()}
    assert torch.float16 in dtypes
    assert card.metrics["photos"] >= 500
    assert card.training["steps"] > 1000


def test_all_shipped_weights_together_stay_small() -> None:
    files = [registry.weights_file(name) for name in registry.names()]
    assert sum(file.stat().st_size for file in files) <= 80_000_000


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownColorizer, match=r"'nobody'.*compact"):
        registry.load("nobody", CPU)


def test_missing_weights_are_named(folder: Path) -> None:
    (folder / "compact.safetensors").unlink()
    with pytest.raises(WeightsMissing, match=r"compact\.safetensors"):
        registry.load("compact", CPU)


def test_a_flipped_bit_is_found_by_the_checksum(folder: Path) -> None:
    path = folder / "compact.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsDamaged, match="sha256"):
        registry.load("compact", CPU)


def test_weights_that_fit_no_network_are_refused(folder: Path) -> None:
    path = folder / "compact.safetensors"
    tensors = safetensors.torch.load(path.read_bytes())
    tensors.pop("fusion.weight")
    safetensors.torch.save_file(tensors, path)
    card = folder / "compact.json"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    card.write_text(card.read_text().replace(registry.card("compact").sha256, digest))
    with pytest.raises(WeightsDamaged, match=r"fusion\.weight"):
        registry.load("compact", CPU)


def _changed(**values: object) -> str:
    """A card of zhang2016 in which someone has written other values."""
    card = json.loads((registry.WEIGHTS / "zhang2016.json").read_text())
    return json.dumps({**card, **values})


# What a power cut leaves, a card of which a part is missing, what is no card at all, and cards
# with values that the program cannot start with.
NO_CARDS = [
    "",
    "\0" * 900,
    '{"name": "zhang2016", "capabilities": []}',
    "[]",
    '{"capabilities": 1}',
    _changed(temperature=5),
    _changed(temperature="0.7"),
    _changed(vividness=None),
    _changed(saturation=3.0),
    _changed(saturation=0.0),
    _changed(training=[]),
    _changed(metrics="good"),
]


@pytest.mark.parametrize("content", NO_CARDS)
def test_the_shipped_colorizer_is_used_where_the_users_own_card_cannot_be_read(
    own: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    shipped = registry.card("zhang2016")
    (own / "zhang2016.json").write_text(content)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert "zhang2016" in registry.names()
            assert registry.card("zhang2016") == shipped
            assert registry.weights_file("zhang2016").parent == registry.WEIGHTS
    (warning,) = [record.message for record in caplog.records]
    assert str(own / "zhang2016.json") in warning
    assert "gimp-colorize colorizers remove zhang2016" in warning


def test_a_card_that_cannot_be_read_where_none_is_shipped_says_what_helps(own: Path) -> None:
    (own / "zhang2017.json").write_text("")
    assert "zhang2017" not in registry.names()
    with pytest.raises(CardUnreadable, match=r"zhang2017\.json.* colorizers remove zhang2017"):
        registry.load("zhang2017", CPU)


def test_a_shipped_card_that_cannot_be_read_says_what_helps(folder: Path, own: Path) -> None:
    (folder / "compact.json").write_text("")
    with pytest.raises(CardUnreadable, match=r"compact\.json.*Install the program again"):
        registry.card("compact")


def test_what_another_version_says_in_a_card_is_left_out(tmp_path: Path) -> None:
    card = registry.card("compact")
    path = tmp_path / "compact.json"
    card.write(path)
    values = json.loads(path.read_text())
    path.write_text(json.dumps({**values, "favourite_photo": "boats.jpg"}))
    assert read_card(path) == card


def test_a_card_is_on_the_disk_when_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, path = registry.card("compact"), tmp_path / "compact.json"
    fsync, synchronised = os.fsync, []

    def noting(number: int) -> None:
        fsync(number)
        synchronised.append(read_card(path))

    monkeypatch.setattr(os, "fsync", noting)
    card.write(path)
    assert synchronised == [card]


@pytest.mark.parametrize("harm", ["missing", "damaged", "of another network"])
def test_what_helps_against_weights_that_the_user_installed(own: Path, harm: str) -> None:
    for suffix in ("json", "safetensors"):
        shutil.copy(registry.WEIGHTS / f"zhang2016.{suffix}", own)
    weights = own / "zhang2016.safetensors"
    if harm == "missing":
        weights.unlink()
    elif harm == "damaged":
        weights.write_bytes(b"cut off")
    else:
        shutil.copy(registry.WEIGHTS / "compact.safetensors", weights)
        _describe_as(own / "zhang2016.json", weights)
    with pytest.raises((WeightsMissing, WeightsDamaged)) as caught:
        registry.load("zhang2016", CPU)
    assert str(weights) in str(caught.value)
    assert str(caught.value).endswith(
        "Write: gimp-colorize colorizers remove zhang2016, "
        "then: gimp-colorize colorizers install zhang2016."
    )


def _describe_as(card: Path, weights: Path) -> None:
    values = json.loads(card.read_text())
    values["sha256"] = hashlib.sha256(weights.read_bytes()).hexdigest()
    values["capabilities"] = tuple(values["capabilities"])
    Card(**values).write(card)

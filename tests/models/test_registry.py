# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import shutil
from pathlib import Path

import pytest
import safetensors.torch
import torch

from models import registry
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

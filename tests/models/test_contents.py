# SPDX-License-Identifier: GPL-3.0-or-later
"""What regions show: the shipped classifier on real photos, and its training on painted ones."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.torch
import torch
from click.testing import CliRunner
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from models import registry
from models.carded_weights import read_weights_card
from models.colorizer import Colorizer
from models.contents import LABELS, WEIGHTS, ContentClassifier, ContentsCard
from models.device import choose_device
from models.predictions.content_map import ContentMap
from models.predictions.prediction import Prediction
from models.training.contents import main
from models.training.labelled_photos import PERSON


@pytest.fixture(scope="module")
def boats(prediction: Prediction) -> ContentMap:
    return seen_of(prediction)


def seen_of(prediction: Prediction) -> ContentMap:
    assert prediction.contents is not None
    return prediction.contents


def box(top: float, bottom: float, left: float = 0.0, right: float = 1.0) -> torch.Tensor:
    mask = torch.zeros(100, 100)
    mask[round(100 * top) : round(100 * bottom), round(100 * left) : round(100 * right)] = 1.0
    return mask


def test_the_sky_over_nagasaki_is_called_sky(boats: ContentMap) -> None:
    assert boats.of(box(0.0, 0.25, 0.0, 0.5)) == "sky"


def test_a_face_is_called_skin_and_never_sky(colorizer: Colorizer) -> None:
    portrait = np.asarray(Image.fromarray(data.astronaut()).convert("L"))
    seen = seen_of(colorizer.predict(portrait))
    face = box(0.17, 0.32, 0.38, 0.5)
    assert seen.of(face) in ("skin", None)
    probability = dict(zip(seen.labels, seen.probability(face).tolist(), strict=True))
    assert max(probability, key=lambda label: probability[label]) == "skin"
    assert sum(probability.values()) == pytest.approx(1.0, abs=1e-5)


def test_what_is_not_sure_is_not_said(boats: ContentMap) -> None:
    region = box(0.0, 0.25, 0.0, 0.5)
    likeliest = float(boats.probability(region).max())
    just_below, just_above = ((likeliest + step,) * len(LABELS) for step in (-1e-4, 1e-4))
    assert replace(boats, sure=just_below).of(region) == "sky"
    assert replace(boats, sure=just_above).of(region) is None


def test_colours_of_other_networks_are_seen_through_too(
    colorizer: Colorizer, photo: NDArray[np.uint8]
) -> None:
    other = registry.load("iizuka2016", choose_device("cpu")).predict(photo, working_size=224)
    assert other.contents is None
    seen = colorizer.contents(other.lightness.float())
    assert seen is not None
    assert seen.of(box(0.0, 0.25, 0.0, 0.5)) == "sky"


def test_a_photo_shows_the_same_at_every_working_size(
    colorizer: Colorizer, photo: NDArray[np.uint8], boats: ContentMap
) -> None:
    large = seen_of(colorizer.predict(photo, working_size=640))
    for region in (box(0.0, 0.25, 0.0, 0.5), box(0.7, 0.75, 0.4, 0.9), box(0.42, 0.47, 0.05, 0.5)):
        assert torch.allclose(large.probability(region), boats.probability(region), atol=0.1)


def test_weights_that_it_was_not_made_for_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, photo: NDArray[np.uint8]
) -> None:
    path = tmp_path / "colorizers" / f"{registry.DEFAULT}.safetensors"
    path.parent.mkdir()
    state = registry.read_weights(registry.DEFAULT)  # in float32, so the file is another one
    safetensors.torch.save_file(state, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    replace(registry.card(registry.DEFAULT), sha256=digest).write(path.with_suffix(".json"))
    monkeypatch.setenv("COLORIZE_AUTO_HOME", str(tmp_path))
    own = registry.load(registry.DEFAULT, choose_device("cpu"))
    assert own.predict(photo).contents is None
    assert own.contents(torch.full((64, 64), 50.0)) is None


def test_the_card_says_how_often_it_is_right() -> None:
    card = read_weights_card(WEIGHTS, ContentsCard)
    assert card.labels == LABELS
    assert card.network_sha256 == registry.card(card.network).sha256
    assert card.metrics["right_of_named"] >= 0.9
    assert card.metrics["named"] >= 0.5


def labelled(folder: Path, number: int) -> None:
    """Paint a bright smooth sky over dark rough grass, and say so."""
    rng = np.random.default_rng(number)
    border = int(rng.integers(70, 130))
    pixels = np.full((192, 256, 3), (70, 120, 40), np.uint8)
    pixels += rng.integers(0, 60, pixels.shape, dtype=np.uint8)
    pixels[:border] = (170, 200, 240)
    values = np.full((192, 256), 1 + LABELS.index("grass"), np.uint8)
    values[:border] = 1 + LABELS.index("sky")
    values[-30:, -30:] = PERSON
    pixels[-30:, -30:] = 10
    Image.fromarray(pixels).save(folder / f"{number}.jpg")
    Image.fromarray(values).save(folder / f"{number}.png")


def test_it_is_trained_by_the_program_that_writes_its_card(
    tmp_path: Path, colorizer: Colorizer
) -> None:
    photos, others, output = tmp_path / "photos", tmp_path / "others", tmp_path / "out"
    photos.mkdir()
    others.mkdir()
    for number in range(14):
        labelled(photos if number < 8 else others, number)
    asked = [str(photos), "--measured", str(others), "-o", str(output), "--data", "painted"]
    run = CliRunner().invoke(main, asked)
    assert run.exit_code == 0, run.output
    card = json.loads((output / "contents.json").read_text())
    assert (card["training"]["photos"], card["training"]["data"]) == (8, "painted")
    assert card["metrics"]["photos"] == 6
    assert card["metrics"]["right_of_named"] >= 0.9
    classifier = ContentClassifier(output / "contents.safetensors")
    held_back = colorizer.predict(np.asarray(Image.open(others / "12.jpg").convert("L")))
    seen = classifier.map(*colorizer.layers(held_back.lightness.float()))
    assert seen.of(box(0.0, 0.3)) == "sky"
    assert seen.of(box(0.75, 0.95, 0.0, 0.7)) == "grass"


def test_a_folder_without_labels_is_told(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "photo.jpg")
    run = CliRunner().invoke(
        main, [str(tmp_path), "--measured", str(tmp_path), "-o", str(tmp_path / "out")]
    )
    assert run.exit_code != 0
    assert "no photos with labels" in run.output

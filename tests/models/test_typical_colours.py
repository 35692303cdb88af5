# SPDX-License-Identifier: GPL-3.0-or-later
"""What colours things usually have: as counted for the program, and counted anew."""

from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from numpy.typing import NDArray
from PIL import Image
from skimage import data
from torch import Tensor

from models.carded_weights import read_weights_card, write_carded_weights
from models.color.bins import zhang_bins
from models.contents import LABELS, ContentsCard
from models.contents import WEIGHTS as CONTENTS
from models.training.typical_colours import main
from models.typical_colours import TypicalColours, TypicalColoursCard, typical_colours_for


def shows(label: str) -> Tensor:
    return torch.tensor([[float(name == label) for name in LABELS]])


def expected_ab(typical: TypicalColours, label: str, light: float) -> tuple[float, float]:
    probability = typical.log_probability(shows(label), torch.tensor([[light]])).exp()
    a, b = (probability @ zhang_bins().centers)[0].tolist()
    return a, b


def test_skies_are_blue_grass_is_green_and_skin_is_skin() -> None:
    typical = TypicalColours()
    assert expected_ab(typical, "sky", 60.0)[1] < -8.0
    a, b = expected_ab(typical, "grass", 50.0)
    assert a < -5.0
    assert b > 15.0
    a, b = expected_ab(typical, "skin", 60.0)
    assert a > 5.0
    assert b > 8.0


@pytest.mark.parametrize("light", [0.0, 3.0, 50.0, 97.5, 100.0])
@pytest.mark.parametrize("label", LABELS)
def test_no_colour_is_impossible_and_together_they_are_certain(label: str, light: float) -> None:
    said = TypicalColours().log_probability(shows(label), torch.tensor([[light]]))
    assert said.isfinite().all()
    assert said.exp().sum().item() == pytest.approx(1.0, abs=0.01)  # float16 in the file


def test_what_is_between_two_things_may_have_the_colours_of_both() -> None:
    typical, light = TypicalColours(), torch.tensor([[55.0]])
    sky, rock = (typical.log_probability(shows(name), light).exp() for name in ("sky", "rock"))
    both = typical.log_probability((shows("sky") + shows("rock")) / 2.0, light).exp()
    assert torch.allclose(both, (sky + rock) / 2.0)


def test_colours_counted_for_a_level_of_lightness_are_those_of_its_middle(tmp_path: Path) -> None:
    path = tmp_path / "typical_colours.safetensors"
    probability = torch.eye(4)[None]  # of one thing: at each of four levels another colour
    write_carded_weights(
        path,
        {"log_probability": probability.log().half()},
        TypicalColoursCard,
        contents_sha256="",
        labels=("thing",),
    )
    light = torch.tensor([0.0, 12.5, 25.0, 62.5, 70.0, 100.0])[:, None]
    said = TypicalColours(path).log_probability(torch.ones(6, 1), light).exp()
    expected = torch.tensor(
        [[1, 0, 0, 0], [1, 0, 0, 0], [0.5, 0.5, 0, 0], [0, 0, 1, 0], [0, 0, 0.7, 0.3], [0, 0, 0, 1]]
    )
    assert torch.allclose(said, expected, atol=1e-5)


def test_they_go_with_the_classifier_that_is_shipped() -> None:
    classifier = read_weights_card(CONTENTS, ContentsCard)
    typical = typical_colours_for(classifier.sha256)
    assert typical is not None
    assert typical.card.labels == classifier.labels == LABELS
    assert typical_colours_for("of another one") is None


def test_they_are_counted_by_the_program_that_writes_their_card(tmp_path: Path) -> None:
    photos, output = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    for name, pixels in (
        ("a portrait", data.astronaut()),
        ("gray", np.repeat(data.camera()[..., None], 3, axis=2)),
        ("left out", data.chelsea()),
    ):
        Image.fromarray(pixels).save(photos / f"{name}.png")
    asked = [str(photos), "--exclude", "left", "-o", str(output), "--data", "one portrait"]
    run = CliRunner().invoke(main, asked)
    assert run.exit_code == 0, run.output
    counted = TypicalColours(output / "typical_colours.safetensors")
    assert counted.card.training == {"photos": 1, "data": "one portrait"}
    a, b = expected_ab(counted, "skin", 70.0)
    assert 5.0 < a < 30.0
    assert 5.0 < b < 40.0


@pytest.mark.parametrize(
    ("photo", "told"), [(None, "No photos in"), (data.camera(), "None of the photos")]
)
def test_photos_that_teach_nothing_are_told(
    tmp_path: Path, photo: NDArray[np.uint8] | None, told: str
) -> None:
    if photo is not None:
        Image.fromarray(photo).save(tmp_path / "gray.png")
    run = CliRunner().invoke(main, [str(tmp_path), "-o", str(tmp_path / "out")])
    assert run.exit_code == 1
    assert told in run.output
    assert not (tmp_path / "out").exists()

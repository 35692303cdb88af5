# SPDX-License-Identifier: GPL-3.0-or-later
"""ColorUNet: its published size, the colours that it learns from photos, and a tiny real run."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models import registry
from models.alternatives import alternative_colours
from models.candidates import candidates
from models.color.bins import Bins
from models.color.lab import lab_from_srgb
from models.decoding import DecoderSettings
from models.device import choose_device
from models.evaluation.calibration import STEPS, reliability
from models.networks.colorunet2018 import ColorUNet2018
from models.training.configuration import CardText, Phase, TrainingConfig
from models.training.export import export
from models.training.objectives.frequent_bins import (
    FrequentBins,
    frequencies,
    frequent_bins,
    rebalancing_weights,
)
from models.training.objectives.objective import Batch
from models.training.trainer import Trainer

DATA = Path(__file__).parents[1] / "data"
TINY = TrainingConfig(
    colorizer="colorunet2018",
    phases=(Phase(4, 2, 64, (64, 90)),),
    card=CardText("Tiny", "d", "p", "l", "painted", "i", 64, 0.5, 1.0),
    objective=FrequentBins(),
    architecture={"width": 0.5},
    checkpoint_every=2,
    validate_every=4,
    validation_photos=2,
    workers=0,
)


def test_the_layers_are_the_published_ones() -> None:
    network = ColorUNet2018()
    shapes = [
        (type(layer).__name__, *layer.weight.shape)
        for layer in network.modules()
        if isinstance(layer, (torch.nn.Conv2d, torch.nn.ConvTranspose2d))
    ]
    assert shapes == [
        ("Conv2d", 16, 1, 3, 3),
        ("Conv2d", 16, 16, 3, 3),
        ("Conv2d", 32, 16, 3, 3),
        ("Conv2d", 32, 32, 3, 3),
        ("Conv2d", 64, 32, 3, 3),
        ("Conv2d", 64, 64, 3, 3),
        ("ConvTranspose2d", 64, 32, 3, 3),
        ("Conv2d", 32, 32, 3, 3),
        ("Conv2d", 32, 32, 3, 3),
        ("ConvTranspose2d", 64, 16, 3, 3),
        ("Conv2d", 32, 16, 3, 3),
        ("Conv2d", 32, 32, 3, 3),
        ("ConvTranspose2d", 48, 16, 3, 3),
        ("Conv2d", 16, 16, 3, 3),
        ("Conv2d", 32, 16, 1, 1),
    ]
    assert sum(p.numel() for p in network.parameters()) == 142_016
    with torch.inference_mode():
        assert network.eval()(torch.zeros(1, 1, 40, 56)).shape == (1, 32, 40, 56)


def test_the_most_frequent_colours_are_found_with_their_means() -> None:
    sky, grass, gray, rare = ([-4.0, -30.0], [-34.0, 33.0], [1.0, 0.5], [61.0, 62.0])
    pixels = torch.tensor([sky] * 50 + [grass] * 30 + [gray] * 20 + [rare] * 3)
    pixels[:50, 0] += torch.linspace(-3, 3, 50)
    bins = frequent_bins(pixels, 3, 16.0)
    assert torch.allclose(bins.centers, torch.tensor([sky, grass, gray]), atol=1e-4)
    # A colour that has no bin of its own belongs to the nearest.
    assert frequencies(bins, pixels).tolist() == pytest.approx([50 / 103, 30 / 103, 23 / 103])


def test_a_palette_is_full_even_when_the_photos_are_gray() -> None:
    bins = frequent_bins(torch.zeros(100, 2), 32, 16.0)
    assert bins.centers[0].tolist() == [0.0, 0.0]
    assert len(bins.centers.unique(dim=0)) == 32
    assert bins.centers.norm(dim=1).max() < 60


def test_the_weights_by_hand() -> None:
    probability = torch.tensor([0.9, 0.1])
    raw = [1 / (0.8 * 0.9 + 0.2 / 2), 1 / (0.8 * 0.1 + 0.2 / 2)]
    mean = 0.9 * raw[0] + 0.1 * raw[1]
    weights = rebalancing_weights(probability, 0.2)
    assert weights.tolist() == pytest.approx([value / mean for value in raw])
    assert rebalancing_weights(probability, 1.0).tolist() == pytest.approx([1.0, 1.0])
    unseen = rebalancing_weights(torch.tensor([0.75, 0.25, 0.0]), 0.0)
    assert unseen.tolist() == pytest.approx([2 / 3, 2.0, 2.0])


def test_the_loss_is_the_weighed_entropy_of_the_nearest_colour() -> None:
    network = ColorUNet2018(bins=2)
    network.bins.copy_(torch.tensor([[0.0, 0.0], [40.0, 0.0]]))
    network.class_weights.copy_(torch.tensor([1.0, 5.0]))
    ab = torch.zeros(1, 2, 2, 2)
    ab[0, 0, 0, 0] = 90.0
    batch = Batch(torch.zeros(1, 1, 2, 2), ab, torch.tensor([-1]))
    loss = FrequentBins().loss(network, torch.zeros(1, 2, 2, 2), batch)
    assert float(loss) == pytest.approx(np.log(2) * (5 + 1 + 1 + 1) / 4)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landscapes")
    rng = np.random.default_rng(8)
    for number in range(5):
        tiles = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(tiles).resize((128, 96)).save(folder / f"photo-{number}.png")
    return folder


def test_a_tiny_run_is_killed_resumed_exported_loaded_and_colours(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    trainer = Trainer(TINY, [photos], [photos], run, torch.device("cpu"))
    save = trainer.save

    def save_and_die() -> None:
        save()
        raise KeyboardInterrupt

    monkeypatch.setattr(trainer, "save", save_and_die)
    with pytest.raises(KeyboardInterrupt):
        trainer.run()
    palette = trainer.network.bins.clone()
    assert len(palette.unique(dim=0)) == 32
    resumed = Trainer(TINY, [photos], [photos], run, torch.device("cpu"))
    assert resumed.step == 2
    assert torch.equal(resumed.network.bins, palette)
    resumed.run()

    monkeypatch.setenv("COLORIZE_AUTO_HOME", str(tmp_path))
    card = export(TINY, run / "checkpoint.pt", [photos], tmp_path / "colorizers")
    assert card.capabilities == ("distribution", "half", "temperature", "vividness")
    colorizer = registry.load("colorunet2018", choose_device("cpu"))
    gray = np.asarray(Image.open(DATA / "nagasaki-boats.jpg").convert("L").resize((160, 120)))
    prediction = colorizer.predict(gray)
    assert prediction.grid == (64, 88)
    assert torch.equal(prediction.distribution().bins.centers, palette)
    assert prediction.decode(card.defaults).isfinite().all()


@pytest.fixture(scope="module")
def prediction():  # of a palette learned from a real photo
    rgb = torch.rand(1, 3, 64, 96, generator=torch.Generator().manual_seed(4))
    ab = lab_from_srgb(rgb)[:, 1:] * 0.5
    torch.manual_seed(7)
    network = ColorUNet2018(width=0.5).eval()
    FrequentBins().prepare(network, [ab])
    gray = Image.open(DATA / "nagasaki-boats.jpg").convert("L").resize((96, 64))
    lightness = torch.from_numpy(np.array(gray)).float() / 2.55
    with torch.inference_mode():
        return network.prediction(4 * network(lightness[None, None]), lightness, "cpu")


def test_a_palette_of_32_serves_candidates_and_alternatives(prediction) -> None:
    found = candidates(prediction, 4)
    assert found
    settings = DecoderSettings(0.5, 1.0)
    automatic = prediction.decode(settings)
    for candidate in found:
        assert 0.0 < candidate.probability <= 1.0
        colours = alternative_colours(prediction, candidate, settings, prediction.decode(settings))
        assert colours.isfinite().all()
        assert (colours - automatic).abs().max() > 1.0


def test_a_palette_of_32_can_be_calibrated(prediction) -> None:
    bins: Bins = prediction.bins
    near = (torch.cdist(bins.centers, bins.centers) <= 10.0).float()
    likeliest = (near @ prediction.probability().flatten(1)).argmax(0)
    truth = bins.centers[likeliest].T.view(2, *prediction.grid)
    cells, claimed, right = reliability(prediction, truth)
    assert cells.shape == (STEPS,)
    assert cells.sum() == 64 * 96
    assert right.sum() == cells.sum()
    assert 0 < claimed.sum() <= cells.sum()

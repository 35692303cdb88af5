# SPDX-License-Identifier: GPL-3.0-or-later
"""Larsson's network: the published size, sparse = dense, the loss by hand, and a tiny run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models import registry
from models.colorizer import Colorizer
from models.decoding import DecoderSettings
from models.device import choose_device
from models.networks.compact import Compact
from models.networks.larsson2016 import Larsson2016
from models.networks.vgg16 import VGG16
from models.photos import find_photos
from models.training.configuration import (
    BadConfiguration,
    Phase,
    TrainingConfig,
    read_configuration,
)
from models.training.export import export
from models.training.objectives.hue_and_chroma import HueAndChroma, histograms, random_places
from models.training.objectives.objective import Batch
from models.training.trainer import Trainer
from models.training.vgg16_weights import read_vgg16

CONFIGS = Path(__file__).parents[2] / "models" / "training" / "configs"


@pytest.fixture
def network() -> Larsson2016:
    """A tiny one, with statistics as after some training."""
    torch.manual_seed(1)
    tiny = Larsson2016(width=0.125).eval()
    for layer in tiny.balance:
        layer.running_mean.normal_()
        layer.running_var.uniform_(0.5, 2.0)
    return tiny


def test_the_published_size_without_the_fully_connected_layers() -> None:
    with torch.device("meta"):
        network = Larsson2016()
    convolutions = 14_714_688 - 2 * 64 * 9  # VGG-16's, the first over one channel
    hypercolumn = 12_417 - 2 * 4096
    histograms = 2 * (1024 * 32 + 32)
    assert sum(layer.num_features for layer in network.balance) == hypercolumn == 4225
    assert sum(p.numel() for p in network.parameters()) == (
        convolutions + hypercolumn * 1024 + 1024 + histograms
    )


def test_sparse_and_dense_hypercolumns_give_the_same_values(network: Larsson2016) -> None:
    lightness = 100.0 * torch.rand(2, 1, 64, 96, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        dense = network(lightness)
        rows, columns = torch.meshgrid(
            torch.arange(16) * 4 + 1.5, torch.arange(24) * 4 + 1.5, indexing="ij"
        )
        places = torch.stack((rows, columns), dim=-1).flatten(0, 1)
        chosen = torch.randperm(16 * 24)[:50]
        sparse = network.sample(lightness, places[chosen].expand(2, -1, -1))
    for everywhere, there in zip(dense, sparse, strict=True):
        assert everywhere.shape == (2, 32, 16, 24)
        assert everywhere.std() > 0.01
        assert torch.allclose(everywhere.flatten(2)[..., chosen], there, atol=1e-5)


def test_dense_prediction_is_a_layer_over_concatenated_upsampled_maps(
    network: Larsson2016,
) -> None:
    lightness = 100.0 * torch.rand(1, 1, 32, 32, generator=torch.Generator().manual_seed(3))
    with torch.inference_mode():
        gray = (lightness - 50.0) / 100.0
        enlarged = [
            torch.nn.functional.interpolate(m, size=(8, 8), mode="bilinear", align_corners=False)
            for m in [gray, *network.vgg(gray)]
        ]
        mean = torch.cat([layer.running_mean for layer in network.balance])
        variance = torch.cat([layer.running_var for layer in network.balance])
        weight = torch.cat([layer.weight for layer in network.hidden], dim=1)
        column = torch.cat(enlarged, dim=1) - mean.view(1, -1, 1, 1)
        column = column / (variance + network.balance[0].eps).sqrt().view(1, -1, 1, 1)
        hidden = torch.nn.functional.conv2d(column, weight, network.hidden[0].bias).relu()
        assert torch.allclose(network.hue(hidden), network(lightness)[0], atol=1e-4)


def test_places_keep_half_a_window_from_the_border() -> None:
    places = random_places(torch.zeros(4, 3, 20, 12), 500, 7)
    assert places[..., 0].aminmax() == (3, 16)
    assert places[..., 1].aminmax() == (3, 8)


def test_true_histograms_by_hand() -> None:
    photo = torch.full((1, 3, 8, 8), 0.5)
    photo[0, :, 3, 3] = torch.tensor([1.0, 0.0, 0.0])  # a red pixel in a gray photo
    place = torch.tensor([[[3, 3]]])
    hue, chroma, weight = histograms(photo, place, 1, 32)
    assert hue[0, :, 0].argmax() == 0
    assert chroma[0, 31, 0] == 1.0
    assert weight.item() == 1.0
    hue, chroma, weight = histograms(photo, place + 1, 3, 32)
    assert weight.item() == 0.0
    assert hue[0, 0, 0] == pytest.approx(1.0)  # the grays around do not count
    assert chroma[0, [0, 31], 0].tolist() == pytest.approx([8 / 9, 1 / 9])


def test_the_loss_by_hand(network: Larsson2016) -> None:
    color = torch.tensor([0.5, 0.75, 0.25])  # chroma 0.5, hue between yellow and green
    photo = color.view(1, 3, 1, 1).expand(1, 3, 16, 16)
    batch = Batch(torch.zeros(1, 1, 16, 16), torch.zeros(1, 2, 16, 16), torch.tensor([-1]), photo)
    objective = HueAndChroma(locations=5, window=3)
    places = random_places(photo, 5, 3)
    unsure = torch.zeros(1, 32, 5)
    loss = objective.loss(network, (places, (unsure, unsure)), batch)
    assert float(loss) == pytest.approx((1.0 + 5.0 * 0.5) * np.log(32), rel=1e-5)
    hue, chroma, _ = histograms(photo, places, 3, 32)
    sure = (hue.clamp(min=1e-9).log(), chroma.clamp(min=1e-9).log())
    assert float(objective.loss(network, (places, sure), batch)) == pytest.approx(0.0, abs=1e-5)


def test_the_loss_is_for_this_network_and_windows_with_a_middle() -> None:
    with pytest.raises(BadConfiguration, match="larsson2016"):
        HueAndChroma().equip(Compact())
    with pytest.raises(BadConfiguration, match="odd"):
        HueAndChroma(window=4).equip(Larsson2016(width=0.125))


@pytest.mark.parametrize(
    ("name", "objective", "reason"),
    [("compact", HueAndChroma(), "larsson2016"), ("larsson2016", HueAndChroma(window=2), "odd")],
)
def test_what_the_loss_is_not_for_is_refused_where_a_run_starts_from_a_colorizer_too(
    photos: Path, tmp_path: Path, name: str, objective: HueAndChroma, reason: str
) -> None:
    config = replace(
        _tiny(),
        colorizer=name,
        architecture=registry.card(name).architecture,
        start_from=name,
        objective=objective,
    )
    with pytest.raises(BadConfiguration, match=reason):
        Trainer(config, [photos], [photos], tmp_path, torch.device("cpu"))


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(5)
    for number in range(4):
        tiles = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(tiles).resize((128, 96)).save(folder / f"photo-{number}.png")
    return folder


def _tiny() -> TrainingConfig:
    config = read_configuration(CONFIGS / "larsson2016-from-scratch.toml")
    return replace(
        config,
        architecture={"width": 0.125},
        phases=(Phase(4, 2, 64, (64, 90)),),
        card=replace(config.card, working_size=64),
        checkpoint_every=2,
        validate_every=4,
        validation_photos=2,
        workers=0,
    )


def test_a_run_is_resumed_bit_for_bit_exported_and_colors_photos(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = _tiny()
    whole = Trainer(config, [photos], [photos], tmp_path / "whole", torch.device("cpu"))
    whole.run()
    killed = Trainer(config, [photos], [photos], tmp_path / "killed", torch.device("cpu"))
    save = killed.save

    def save_and_die() -> None:
        save()
        raise KeyboardInterrupt

    killed.save = save_and_die  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        killed.run()
    torch.rand(7)  # another process has drawn other numbers by now
    resumed = Trainer(config, [photos], [photos], tmp_path / "killed", torch.device("cpu"))
    assert resumed.step == 2
    resumed.run()
    expected = whole.network.state_dict()
    for name, tensor in resumed.network.state_dict().items():
        assert torch.equal(tensor, expected[name]), name

    folder = tmp_path / "colorizers"
    export(config, whole.checkpoint, [photos], folder)
    monkeypatch.setattr("models.registry.colorizers_folder", lambda: folder)
    colorizer = registry.load("larsson2016", choose_device("cpu"))
    assert isinstance(colorizer, Colorizer)
    assert colorizer.card.architecture == {"width": 0.125}
    with find_photos([photos])[0].open() as photo:
        gray = np.asarray(photo.convert("L"))
    prediction = colorizer.predict(gray)
    assert prediction.grid == (16, 20)
    assert prediction.decode(colorizer.card.defaults).isfinite().all()
    assert prediction.decode(DecoderSettings(0.0, 0.0)).isfinite().all()


def test_the_run_starts_from_the_classifier_where_it_is_installed(
    photos: Path, tmp_path: Path
) -> None:
    try:
        convolutions = read_vgg16()
    except BadConfiguration as error:
        pytest.skip(str(error))
    config = replace(_tiny(), initialise="vgg16")
    trainer = Trainer(config, [photos], [photos], tmp_path, torch.device("cpu"))
    assert isinstance(trainer.network, Larsson2016)
    expected = VGG16(width=0.125)
    expected.load_vgg16(convolutions, scale=1.0, offset=0.5)  # of (L - 50) / 100
    for name, tensor in expected.state_dict().items():
        assert torch.equal(trainer.network.vgg.state_dict()[name], tensor), name

# SPDX-License-Identifier: GPL-3.0-or-later
"""The network of Zhang et al. 2016 against the supplement's table, and its training."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from models import registry
from models.color.bins import zhang_bins
from models.decoding import DecoderSettings
from models.device import choose_device
from models.errors import NoPhotos
from models.networks.compact import Compact
from models.networks.zhang2016 import Zhang2016
from models.photos import digest_of_names, find_photos
from models.training.configuration import BadConfiguration, CardText, Phase, TrainingConfig
from models.training.export import export
from models.training.gray_photos import is_gray, without_gray_photos
from models.training.objectives.deep_supervision import DeepSupervision
from models.training.objectives.objective import Batch
from models.training.objectives.rebalanced_cross_entropy import RebalancedCrossEntropy
from models.training.trainer import Trainer

# The supplement's table 1: X at 224 pixels, C, S, D, BN. "1/2" upsamples.
TABLE = """
conv1_1 224 64  1   1 -
conv1_2 112 64  2   1 BN
conv2_1 112 128 1   1 -
conv2_2 56  128 2   1 BN
conv3_1 56  256 1   1 -
conv3_2 56  256 1   1 -
conv3_3 28  256 2   1 BN
conv4_1 28  512 1   1 -
conv4_2 28  512 1   1 -
conv4_3 28  512 1   1 BN
conv5_1 28  512 1   2 -
conv5_2 28  512 1   2 -
conv5_3 28  512 1   2 BN
conv6_1 28  512 1   2 -
conv6_2 28  512 1   2 -
conv6_3 28  512 1   2 BN
conv7_1 28  256 1   1 -
conv7_2 28  256 1   1 -
conv7_3 28  256 1   1 BN
conv8_1 56  128 1/2 1 -
conv8_2 56  128 1   1 -
conv8_3 56  128 1   1 -
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


def _reference(state: dict[str, Tensor], rows: list[list[str]], x: Tensor) -> dict[str, Tensor]:
    """Compute all layers of the table from a state with the names of the authors' release."""
    maps = {}
    place = 0
    for name, _, _, stride, dilation, norm in rows:
        block = name[4]
        place = 0 if name.endswith("_1") else place + 2
        weight, bias = (state[f"model{block}.{place}.{part}"] for part in ("weight", "bias"))
        if stride == "1/2":
            x = functional.conv_transpose2d(x, weight, bias, stride=2, padding=1)
        else:
            reach = int(dilation)
            x = functional.conv2d(x, weight, bias, int(stride), padding=reach, dilation=reach)
        x = x.relu()
        if norm == "BN":
            statistics = [
                state[f"model{block}.{place + 2}.{part}"]
                for part in ("running_mean", "running_var", "weight", "bias")
            ]
            x = functional.batch_norm(x, *statistics, eps=1e-5)
        maps[name] = x
    maps["logits"] = functional.conv2d(x, state["model8.6.weight"], state["model8.6.bias"])
    return maps


def _random_state(network: nn.Module) -> None:
    generator = torch.Generator().manual_seed(4)
    for name, tensor in network.state_dict().items():
        if name.endswith("running_var"):
            tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.5)
        elif name.endswith("running_mean"):
            tensor.copy_(torch.randn(tensor.shape, generator=generator) * 0.1)


def test_layers_and_shapes_are_those_of_the_supplements_table() -> None:
    network = Zhang2016(upper=(256, 128)).eval()
    found: list[list[str]] = []

    def note(module: nn.Module, _: object, output: Tensor) -> None:
        if isinstance(module, nn.BatchNorm2d):
            found[-1][-1] = "BN"
            return
        stride = "1/2" if isinstance(module, nn.ConvTranspose2d) else str(module.stride[0])
        assert isinstance(module, nn.Conv2d | nn.ConvTranspose2d)
        place = [str(output.shape[-1]), str(output.shape[1]), stride, str(module.dilation[0])]
        found.append([*place, "-"])

    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.BatchNorm2d):
            module.register_forward_hook(note)
    with torch.inference_mode():
        assert network(torch.full((1, 1, 224, 224), 50.0)).shape == (1, 313, 56, 56)
    assert found == [row[1:] for row in ROWS] + [["56", "313", "1", "1", "-"]]


def test_parameters_are_those_of_the_table_and_of_the_released_checkpoint() -> None:
    inputs, counted = 1, 0
    for name, _, channels, _, _, norm in ROWS:
        kernel = 16 if name == "conv8_1" else 9
        counted += int(channels) * (inputs * kernel + 1 + (2 if norm == "BN" else 0))
        inputs = int(channels)
    counted += 313 * (inputs + 1)
    assert sum(p.numel() for p in Zhang2016(upper=(256, 128)).parameters()) == counted

    released = Zhang2016()
    assert sum(p.numel() for p in released.parameters()) + 2 * 313 == 32_236_011
    assert released.model8[0].weight.shape == (512, 256, 4, 4)
    assert released.model8[6].weight.shape == (313, 256, 1, 1)


def test_every_block_computes_what_the_table_says() -> None:
    network = Zhang2016(width=0.25, upper=(256, 128)).eval()
    _random_state(network)
    lightness = torch.rand(1, 1, 48, 64, generator=torch.Generator().manual_seed(1)) * 100
    with torch.inference_mode():
        expected = _reference(network.state_dict(), ROWS, (lightness - 50) / 100)
        x = (lightness - 50) / 100
        for number in range(1, 8):
            x = getattr(network, f"model{number}")(x)
            last = [name for name in expected if name.startswith(f"conv{number}")][-1]
            assert torch.allclose(x, expected[last], atol=1e-5), last
        assert torch.allclose(network(lightness), expected["logits"], atol=1e-5)


def test_vgg_initialises_five_blocks() -> None:
    network = Zhang2016(width=0.5)
    convolutions = []
    inputs = 3
    for channels in (64, 64, 128, 128, 256, 256, 256, *(512,) * 6):
        convolutions.append((torch.randn(channels, inputs, 3, 3), torch.randn(channels)))
        inputs = channels
    before = network.model6[0].weight.clone()
    network.load_vgg16(convolutions)
    layers = [m for m in network.pretrained_part().modules() if isinstance(m, nn.Conv2d)]
    assert len(layers) == 13
    kept = convolutions[12][1]
    assert all(value in kept for value in layers[12].bias)
    assert torch.equal(network.model6[0].weight, before)


def test_deeper_losses_weigh_twice_as_much() -> None:
    network = Zhang2016(width=0.125)
    network.bins.copy_(zhang_bins().centers)
    objective = DeepSupervision(neighbours=1)
    objective.equip(network)
    gray = Batch(torch.full((1, 1, 16, 16), 50.0), torch.zeros(1, 2, 16, 16), torch.tensor([-1]))
    output = objective.forward(network, gray)
    assert [tuple(logits.shape) for logits in output] == [
        (1, 313, 2, 2),
        (1, 313, 2, 2),
        (1, 313, 4, 4),
    ]
    single = RebalancedCrossEntropy(neighbours=1)
    losses = [float(single.loss(network, logits.detach(), gray)) for logits in output]
    expected = (losses[0] + 2 * losses[1] + 4 * losses[2]) / 7
    assert float(objective.loss(network, output, gray).detach()) == pytest.approx(expected)


def test_a_cell_weighs_as_its_nearest_bin_whatever_the_others_around_it_do() -> None:
    network, bins = Zhang2016(width=0.125), zhang_bins()
    network.bins.copy_(bins.centers)
    network.class_weights.uniform_(0.1, 6.0, generator=torch.Generator().manual_seed(3))
    objective = DeepSupervision(neighbours=5)
    objective.equip(network)
    color = torch.tensor([23.0, -14.0])
    ab = color.view(1, 2, 1, 1).expand(1, 2, 16, 16)
    batch = Batch(torch.full((1, 1, 16, 16), 50.0), ab, torch.tensor([-1]))
    index, share = (encoded[0] for encoded in bins.soft_encode(color[None], 5, 5.0))
    with torch.inference_mode():
        output = objective.forward(network, batch)
        entropies = [
            float(-(share @ logits.log_softmax(1)[0, index].flatten(1)).mean()) for logits in output
        ]
        loss = float(objective.loss(network, output, batch))
    expected = float(network.class_weights[index[0]]) * np.dot(entropies, [1, 2, 4]) / 7
    assert loss == pytest.approx(expected, rel=1e-4)


def test_without_rebalancing_all_classes_weigh_the_same() -> None:
    network = Zhang2016(width=0.125)
    network.class_weights.copy_(torch.linspace(0.1, 6.0, 313))
    DeepSupervision(rebalancing=0.5).equip(network)
    assert network.class_weights.max() == 6.0
    DeepSupervision(rebalancing=1.0).equip(network)
    assert network.class_weights.unique().tolist() == [1.0]


def test_deep_supervision_is_not_for_every_network() -> None:
    with pytest.raises(BadConfiguration, match="zhang2016"):
        DeepSupervision().equip(Compact())


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(5)
    for number in range(4):
        tiles = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(tiles).resize((128, 96)).save(folder / f"photo-{number}.png")
    Image.new("RGB", (128, 96), (120, 121, 119)).save(folder / "gray.png")
    return folder


def test_gray_photos_are_found_and_remembered(photos: Path, tmp_path: Path) -> None:
    dull = Image.new("RGB", (300, 200), (120, 121, 119))
    assert is_gray(dull)
    dull.putpixel((17, 33), (250, 20, 20))  # too small to be seen in the reduced photo
    assert not is_gray(dull)

    found = find_photos([photos])
    remembered = tmp_path / "gray.json"
    left = without_gray_photos(found, remembered)
    assert [photo.name for photo in left] == [f"photo-{number}.png" for number in range(4)]
    known = json.loads(remembered.read_text())
    assert known["gray"] == [[str(photos / "gray.png"), "gray.png"]]
    other = [str(photos / "photo-2.png"), "photo-2.png"]
    remembered.write_text(json.dumps(known | {"gray": [other]}))
    assert next(photo.name for photo in without_gray_photos(found, remembered)) == "gray.png"
    for earlier in (["photo-2.png"], {"photos": digest_of_names(found), "gray": ["photo-2.png"]}):
        remembered.write_text(json.dumps(earlier))
        assert without_gray_photos(found, remembered) == left


def test_gray_photos_are_told_from_others_of_their_name(photos: Path, tmp_path: Path) -> None:
    for folder, source in (("old", "gray.png"), ("new", "photo-0.png")):
        (tmp_path / folder).mkdir()
        shutil.copy(photos / source, tmp_path / folder / "1.png")
    old, new = find_photos([tmp_path / "old", tmp_path / "new"])
    remembered = tmp_path / "gray.json"
    assert without_gray_photos([old, new], remembered) == [new]
    assert without_gray_photos([new, old], remembered) == [new]
    with pytest.raises(NoPhotos, match="All the training photos are gray"):
        without_gray_photos([old], remembered)


def test_gray_photos_are_looked_for_again_when_photos_are_added(
    photos: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more"
    more.mkdir()
    remembered = tmp_path / "gray.json"
    assert len(without_gray_photos(find_photos([photos]), remembered)) == 4
    Image.new("RGB", (128, 96), (90, 90, 90)).save(more / "fog.png")
    left = without_gray_photos(find_photos([photos, more]), remembered)
    assert [photo.name for photo in left] == [f"photo-{number}.png" for number in range(4)]


def test_a_tiny_run_goes_on_and_its_export_colours_without_readouts(
    photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORIZE_AUTO_HOME", str(tmp_path / "home"))
    config = TrainingConfig(
        colorizer="zhang2016",
        phases=(Phase(2, 2, 32, (32, 48)),),
        card=CardText("Tiny", "d", "p", "l", "painted", "i", 64, 0.38, 1.0),
        objective=DeepSupervision(),
        architecture={"width": 0.125, "upper": [256, 128]},
        skip_gray=True,
        checkpoint_every=2,
        validate_every=4,
        validation_photos=2,
        workers=0,
    )
    run = tmp_path / "run"
    Trainer(config, [photos], [photos], run, torch.device("cpu")).run()
    longer = replace(config, phases=(Phase(4, 2, 32, (32, 48)),))
    trainer = Trainer(longer, [photos], [photos], run, torch.device("cpu"))
    assert trainer.step == 2
    assert len(trainer.photos) == 4
    trainer.run()

    card = export(longer, trainer.checkpoint, [photos], tmp_path / "home" / "colorizers")
    assert card.architecture == {"width": 0.125, "upper": [256, 128]}
    assert not any(key.startswith("readouts") for key in registry.read_weights("zhang2016"))
    colorizer = registry.load("zhang2016", choose_device("cpu"))
    gray = np.linspace(0, 255, 96 * 128).reshape(96, 128).astype(np.uint8)
    prediction = colorizer.predict(gray)
    assert prediction.decode(DecoderSettings(0.38, 1.0)).shape == (2, 16, 22)

    natural = replace(config, start_from="zhang2016", objective=DeepSupervision(rebalancing=1.0))
    started = Trainer(natural, [photos], [photos], tmp_path / "natural", torch.device("cpu"))
    weights = registry.read_weights("zhang2016")["model8.6.bias"]
    assert torch.equal(started.network.model8[6].bias, weights)
    assert started.network.class_weights.unique().tolist() == [1.0]

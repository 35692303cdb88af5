# SPDX-License-Identifier: GPL-3.0-or-later
"""The networks of Table 1, style and classes, and a tiny run of their training."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from models import registry
from models.card import read_card
from models.colorizer import Colorizer
from models.decoding import DecoderSettings
from models.device import choose_device
from models.errors import BadPhoto, StyleUnavailable
from models.networks.folding import fold_batch_norm
from models.networks.iizuka2016 import AB_SPAN, Iizuka2016
from models.recomposition import automatic
from models.training.configuration import (
    BadConfiguration,
    CardText,
    Phase,
    TrainingConfig,
    read_configuration,
)
from models.training.export import export
from models.training.objectives.colour_and_class import ColourAndClass
from models.training.objectives.objective import Batch
from models.training.trainer import Trainer

# Table 1: (input channels, output channels, kernel), with the classification of section 3.3
CONVOLUTIONS = {
    "low_level": [(1, 64), (64, 128), (128, 128), (128, 256), (256, 256), (256, 512)],
    "global_hidden": [(512, 512)] * 4,
    "mid_level": [(512, 512), (512, 256)],
    "colorization": [(256, 128), (128, 64), (64, 64), (64, 32)],
    "output": [(32, 2)],
}
FULLY_CONNECTED = [(7 * 7 * 512, 1024), (1024, 512), (512, 256), (512, 256), (256, 205)]
CONFIG = Path(__file__).parents[2] / "models" / "training" / "configs" / "iizuka2016.toml"


@pytest.fixture
def tiny() -> Iizuka2016:
    torch.manual_seed(7)
    network = Iizuka2016(0.05, ["abbey", "ice_skating", "volcano"])
    for module in network.modules():  # random layers alone would colour everything gray
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight)
    return network.eval()


@pytest.fixture
def lightness() -> Tensor:
    return torch.rand(2, 1, 224, 224, generator=torch.Generator().manual_seed(1)) * 100


def test_the_full_size_is_table_1() -> None:
    with torch.device("meta"):
        network = Iizuka2016()
    for part, expected in CONVOLUTIONS.items():
        layers = [m for m in getattr(network, part).modules() if isinstance(m, nn.Conv2d)]
        assert [(m.in_channels, m.out_channels) for m in layers] == expected
        assert all(m.kernel_size == (3, 3) and m.padding == (1, 1) for m in layers)
    strides = [m.stride[0] for m in network.low_level.modules() if isinstance(m, nn.Conv2d)]
    assert strides == [2, 1, 2, 1, 2, 1]
    strides = [m.stride[0] for m in network.global_hidden.modules() if isinstance(m, nn.Conv2d)]
    assert strides == [2, 1, 2, 1]
    linear = [m for m in network.modules() if isinstance(m, nn.Linear)]
    assert [(m.in_features, m.out_features) for m in linear] == FULLY_CONNECTED


def test_folded_its_parameters_are_the_weights_and_biases_of_the_table() -> None:
    network = Iizuka2016()
    fold_batch_norm(network)
    expected = sum(9 * i * o + o for layers in CONVOLUTIONS.values() for i, o in layers)
    expected += sum(i * o + o for i, o in FULLY_CONNECTED)
    expected += 512 * 256 + 256  # eq. 5
    assert sum(p.numel() for p in network.parameters()) == expected
    assert not any(isinstance(m, nn.BatchNorm2d | nn.BatchNorm1d) for m in network.modules())


def test_any_resolution_becomes_half_of_it(tiny: Iizuka2016) -> None:
    for height, width in ((8, 8), (40, 72), (224, 224), (232, 224)):
        with torch.inference_mode():
            output = tiny(torch.rand(1, 1, height, width) * 100)
        assert output.ab.shape == (1, 2, height // 2, width // 2)
        assert output.ab.abs().max() <= AB_SPAN / 2
        assert output.class_logits.shape == (1, 3)


def test_low_level_features_are_shared_at_224_pixels(tiny: Iizuka2016, lightness: Tensor) -> None:
    calls = []
    tiny.low_level.register_forward_hook(lambda *_: calls.append(1))
    with torch.inference_mode():
        shared = tiny(lightness)
        assert len(calls) == 1
        apart = tiny(lightness, tiny.global_features(lightness))
        assert len(calls) == 3
        tiny(lightness[..., :216])
        assert len(calls) == 5
    assert torch.allclose(shared.ab, apart.ab, atol=1e-4)
    assert shared.ab.std() > 0.1


def test_global_features_of_another_photo_change_the_colours(
    tiny: Iizuka2016, lightness: Tensor
) -> None:
    with torch.inference_mode():
        own = tiny(lightness)
        other = tiny(lightness, tiny.global_features(100 - lightness / 2))
    assert (own.ab - other.ab).abs().mean() > 0.01
    assert torch.equal(own.class_logits, other.class_logits)


def test_classes_are_probabilities_in_words(tiny: Iizuka2016, lightness: Tensor) -> None:
    with torch.inference_mode():
        prediction = tiny.prediction(tiny(lightness[:1]), lightness[0, 0], "cpu")
    assert {known.label for known in prediction.classes} == {"abbey", "ice skating", "volcano"}
    shares = [known.probability for known in prediction.classes]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0, abs=1e-5)


def test_without_classes_there_is_no_classification(lightness: Tensor) -> None:
    network = Iizuka2016(0.05, []).eval()
    with torch.inference_mode():
        output = network(lightness[:1])
    assert network.prediction(output, lightness[0, 0], "cpu").classes == ()
    unlabelled = Batch(lightness[:1], torch.zeros(1, 2, 224, 224), torch.tensor([-1]))
    assert ColourAndClass().loss(network, output, unlabelled).isfinite()


def test_the_loss_by_hand(tiny: Iizuka2016) -> None:
    output = type(tiny(torch.zeros(1, 1, 8, 8)))(torch.zeros(2, 2, 4, 4), torch.zeros(2, 3))
    ab = torch.full((2, 2, 8, 8), 22.0)  # a tenth of the sigmoid's range
    batch = Batch(torch.zeros(2, 1, 8, 8), ab, torch.tensor([1, -1]))
    loss = ColourAndClass().loss(tiny, output, batch)
    assert float(loss) == pytest.approx(0.01 + np.log(3) / 300 / 2, rel=1e-5)
    unlabelled = replace(batch, labels=torch.tensor([-1, -1]))
    assert float(ColourAndClass().loss(tiny, output, unlabelled)) == pytest.approx(0.01)


def _gradients(network: Iizuka2016, batch: Batch, objective: ColourAndClass) -> dict[str, float]:
    """Largest gradient in each part of the network."""
    network.zero_grad()
    objective.loss(network, network(batch.lightness), batch).backward()
    largest: dict[str, float] = {}
    for name, parameter in network.named_parameters():
        part = name.split(".")[0]
        size = 0.0 if parameter.grad is None else float(parameter.grad.abs().max())
        largest[part] = max(size, largest.get(part, 0.0))
    return largest


def test_the_classification_trains_global_and_low_level_features_alone(tiny: Iizuka2016) -> None:
    light = torch.rand(2, 1, 64, 64) * 100
    with torch.no_grad():  # colours that are right already teach nothing
        ab = tiny(light).ab.repeat_interleave(2, 2).repeat_interleave(2, 3)
    right = _gradients(tiny, Batch(light, ab, torch.tensor([0, 2])), ColourAndClass())
    for part in ("classification", "global_hidden", "low_level"):
        assert right[part] > 1e-6, part
    for part in ("global_output", "mid_level", "fusion", "colorization", "output"):
        assert right[part] < 1e-9, part
    colour = _gradients(tiny, Batch(light, ab + 30, torch.tensor([-1, -1])), ColourAndClass())
    assert colour.pop("classification") == 0.0
    assert all(size > 0 for size in colour.values())


TINY = TrainingConfig(
    colorizer="iizuka2016",
    architecture={"width": 0.05},
    objective=ColourAndClass(),
    optimizer="adadelta",
    learning_rate=1.0,
    phases=(Phase(2, 4, 64, (64, 90)), Phase(1, 4, 224, (224, 256))),
    card=CardText("Tiny", "d", "p", "l", "painted", "i", 64, 0.5, 1.0),
    checkpoint_every=2,
    validate_every=3,
    validation_photos=2,
    workers=0,
)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos of two kinds, with a table of them."""
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(5)
    rows = ["name\tclass"]
    for number in range(62):
        tiles = rng.integers(0, 256, (4, 5, 3), dtype=np.uint8)
        Image.fromarray(tiles).resize((80, 64)).save(folder / f"{number:02}.png")
        kind = ("ice_skating", "abbey", "")[min(number // 30, 2)]
        rows.append(f"{number:02}.png\t{kind}")
    (folder / "labels.tsv").write_text("\n".join(rows))
    return folder


@pytest.fixture
def validation(photos: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "validation photos"
    folder.mkdir()
    for name in ("00.png", "61.png"):
        shutil.copy(photos / name, folder)
    return folder


def test_a_run_is_trained_continued_exported_and_colours(
    photos: Path, validation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"

    def trainer() -> Trainer:
        labels = photos / "labels.tsv"
        return Trainer(TINY, [photos], [validation], run, torch.device("cpu"), labels)

    first = trainer()
    save = first.save

    def save_and_die() -> None:
        save()
        raise KeyboardInterrupt

    monkeypatch.setattr(first, "save", save_and_die)
    with pytest.raises(KeyboardInterrupt):
        first.run()
    second = trainer()
    assert second.step == 2
    second.run()

    home = tmp_path / "home"
    monkeypatch.setenv("COLORIZE_AUTO_HOME", str(home))
    card = export(TINY, run / "checkpoint.pt", [validation], home / "colorizers")
    assert read_card(home / "colorizers" / "iizuka2016.json") == card
    assert set(card.capabilities) == {"style", "classes", "half"}
    assert card.architecture == {"width": 0.05, "classes": ["abbey", "ice_skating"]}
    loaded = registry.load("iizuka2016", choose_device("cpu"))
    prediction = loaded.predict(np.full((30, 50), 99, np.uint8))
    assert {known.label for known in prediction.classes} == {"abbey", "ice skating"}
    assert prediction.decode(card.defaults).isfinite().all()


def test_a_run_goes_on_with_its_own_classes_and_architecture_alone(
    photos: Path, validation: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    labels = photos / "labels.tsv"
    renamed, halved = tmp_path / "renamed.tsv", tmp_path / "halved.tsv"
    renamed.write_text(labels.read_text().replace("abbey", "boat"))
    halved.write_text(labels.read_text().replace("abbey", ""))

    def trainer(table: Path | None, width: float = 0.05) -> Trainer:
        config = replace(TINY, architecture={"width": width})
        return Trainer(config, [photos], [validation], run, torch.device("cpu"), table)

    trainer(labels).save()
    for table, width in ((renamed, 0.05), (halved, 0.05), (None, 0.05), (labels, 0.1)):
        with pytest.raises(BadConfiguration, match=r"another network.*same --labels"):
            trainer(table, width)
    # A checkpoint of an earlier version does not say which network it is of.
    state = torch.load(run / "checkpoint.pt")
    del state["architecture"]
    torch.save(state, run / "checkpoint.pt")
    assert trainer(labels).step == 0
    with pytest.raises(BadConfiguration, match="another network"):
        trainer(None)


def _colorizer(network: Iizuka2016) -> Colorizer:
    card = replace(
        registry.card(registry.DEFAULT),
        name="iizuka2016",
        capabilities=tuple(sorted(network.capabilities)),
        working_size=64,
    )
    return Colorizer(card, network, choose_device("cpu"))


def test_style_changes_ab_and_never_the_lightness(
    tiny: Iizuka2016, photo: NDArray[np.uint8]
) -> None:
    colorizer, photo = _colorizer(tiny), np.ascontiguousarray(photo[::3, ::3])
    plain, own = colorizer.predict(photo), colorizer.predict(photo, photo)
    assert torch.allclose(plain.decode(_PLAIN), own.decode(_PLAIN), atol=0.1)
    other = colorizer.predict(photo, (255 - photo // 3)[::2])
    assert (plain.decode(_PLAIN) - other.decode(_PLAIN)).abs().mean() > 0.01
    assert torch.equal(plain.lightness, other.lightness)
    assert plain.classes == other.classes
    pictures = [automatic(prediction, photo, _PLAIN).srgb() for prediction in (plain, other)]
    assert not np.array_equal(*pictures)
    for picture in pictures:
        luma = np.abs(_lightness(picture) - _lightness(np.stack([photo] * 3, -1)))
        assert np.quantile(luma, 0.999) < 1


def test_a_style_that_is_no_photo_is_refused(tiny: Iizuka2016, photo: NDArray[np.uint8]) -> None:
    with pytest.raises(BadPhoto, match="empty"):
        _colorizer(tiny).predict(photo, np.zeros((0, 4), np.uint8))


def test_a_colorizer_without_styles_names_those_that_have_them(
    colorizer: Colorizer, photo: NDArray[np.uint8]
) -> None:
    with pytest.raises(StyleUnavailable, match=r"Compact cannot.*iizuka2016"):
        colorizer.predict(photo, photo)


def test_the_shipped_configuration_trains_as_the_paper_does() -> None:
    config = read_configuration(CONFIG)
    assert config.optimizer == "adadelta"
    assert config.objective.alpha == pytest.approx(1 / 300)
    assert {(phase.crop, phase.short_side) for phase in config.phases} == {(224, (256, 256))}
    with torch.device("meta"):
        network = Iizuka2016(**config.architecture)
    halves = 2 * sum(p.numel() for p in network.parameters())
    assert halves < 15e6


_PLAIN = DecoderSettings(1.0, 1.0)


def _lightness(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    from skimage.color import rgb2lab

    lightness: NDArray[np.float64] = rgb2lab(rgb)[..., 0]
    return lightness

# SPDX-License-Identifier: GPL-3.0-or-later
"""A tiny run of the real training program on photos that the test paints."""

import json
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch
from PIL import Image

from models import registry
from models.card import read_card
from models.color.bins import zhang_bins
from models.color.lab import lab_from_srgb
from models.errors import BadPhoto, NoPhotos
from models.networks.compact import Compact
from models.photos import find_photos
from models.training.configuration import (
    BadConfiguration,
    CardText,
    Phase,
    TrainingConfig,
    read_configuration,
)
from models.training.crops import batches, random_crop
from models.training.export import export
from models.training.labels import Labels, read_labels
from models.training.objectives.objective import Batch, coarse_target
from models.training.objectives.rebalanced_cross_entropy import (
    RebalancedCrossEntropy,
    empirical_prior,
)
from models.training.objectives.squared_error import SquaredError
from models.training.old_photo import old_photo_lightness
from models.training.trainer import Trainer

CONFIGS = Path(__file__).parents[2] / "models" / "training" / "configs"
TINY = TrainingConfig(
    colorizer="compact",
    phases=(Phase(2, 2, 64, (64, 90)), Phase(2, 2, 96, (96, 100))),
    card=CardText("Tiny", "d", "p", "l", "painted", "i", 64, 0.5, 1.0),
    checkpoint_every=2,
    validate_every=4,
    validation_photos=2,
    workers=0,
)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    rng = np.random.default_rng(5)
    for number in range(5):
        tiles = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
        Image.fromarray(tiles).resize((128, 96)).save(folder / f"photo-{number}.png")
    return folder


def _run(photos: Path, folder: Path, until: int | None = None) -> None:
    trainer = Trainer(TINY, [photos], [photos], folder, torch.device("cpu"))
    if until is not None:
        save = trainer.save

        def save_and_die() -> None:
            save()
            raise KeyboardInterrupt

        trainer.save = save_and_die  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            trainer.run()
    else:
        trainer.run()


@pytest.fixture(scope="module")
def killed(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that was killed after its first checkpoint; tests copy it."""
    folder = tmp_path_factory.mktemp("killed")
    _run(photos, folder, until=2)
    return folder


def test_a_killed_run_goes_on_bit_for_bit_and_is_exported(
    photos: Path, killed: Path, tmp_path: Path
) -> None:
    _run(photos, tmp_path / "whole")
    shutil.copytree(killed, tmp_path / "killed")
    assert torch.load(tmp_path / "killed" / "checkpoint.pt")["step"] == 2
    _run(photos, tmp_path / "killed")
    whole = torch.load(tmp_path / "whole" / "checkpoint.pt")
    late = torch.load(tmp_path / "killed" / "checkpoint.pt")
    assert whole["step"] == late["step"] == 4
    for part in ("network", "average"):
        for name, tensor in whole[part].items():
            assert torch.equal(tensor, late[part][name]), name

    assert (tmp_path / "whole" / "validation" / "000004.png").is_file()
    assert "rebalanced" in (tmp_path / "whole" / "figures.tsv").read_text()
    card = export(TINY, tmp_path / "whole" / "checkpoint.pt", [photos], tmp_path / "out")
    assert read_card(tmp_path / "out" / "compact.json") == card
    assert card.training["steps"] == 4
    assert card.metrics["photos"] == 5


@pytest.mark.parametrize("change", [{"seed": 9}, {"optimizer": "adadelta"}])
def test_another_runs_folder_is_not_continued(
    photos: Path, killed: Path, change: dict[str, Any]
) -> None:
    with pytest.raises(BadConfiguration, match=next(iter(change))):
        Trainer(replace(TINY, **change), [photos], [photos], killed, torch.device("cpu"))


def test_a_run_goes_on_at_the_rates_that_are_configured_now(photos: Path, killed: Path) -> None:
    cpu = torch.device("cpu")
    same = Trainer(TINY, [photos], [photos], killed, cpu)
    state = torch.load(killed / "checkpoint.pt")
    assert same.optimizer.state_dict()["param_groups"] == state["optimizer"]["param_groups"]
    assert same.schedule.state_dict()["base_lrs"] == state["schedule"]["base_lrs"]
    assert same.changes == []

    config = replace(TINY, learning_rate=5e-4, pretrained_learning_rate=0.0, weight_decay=0.5)
    other = Trainer(config, [photos], [photos], killed, cpu)
    for before, now, rate in zip(
        same.optimizer.param_groups, other.optimizer.param_groups, (5e-4, 0.0), strict=True
    ):
        share = before["lr"] / before["initial_lr"]
        assert now["lr"] == pytest.approx(rate * share)
        assert now["weight_decay"] == 0.5
    other.optimizer.step()
    other.schedule.step()
    assert other.schedule.get_last_lr() == pytest.approx([5e-4 * other._rate(3), 0.0])
    assert [change["field"] for change in other.changes] == [
        "learning_rate",
        "pretrained_learning_rate",
        "weight_decay",
    ]


def test_a_run_that_goes_on_with_other_photos_says_so(
    photos: Path, killed: Path, tmp_path: Path
) -> None:
    run, cpu = tmp_path / "run", torch.device("cpu")
    shutil.copytree(killed, run)
    others = tmp_path / "others"
    shutil.copytree(photos, others)
    (others / "photo-4.png").rename(others / "photo-9.png")
    with pytest.warns(UserWarning, match="other photos"):
        trainer = Trainer(TINY, [others], [photos], run, cpu)
    assert trainer.changes == [{"step": 2, "field": "photos", "before": "5 others"}]
    # A checkpoint of an earlier version counts its photos only.
    state = torch.load(run / "checkpoint.pt")
    del state["photos_digest"]
    torch.save(state, run / "checkpoint.pt")
    assert Trainer(TINY, [others], [photos], run, cpu).changes == []
    (others / "photo-9.png").unlink()
    with pytest.warns(UserWarning, match="5 then, 4 now"):
        Trainer(TINY, [others], [photos], run, cpu)


def test_every_photo_is_seen_once_an_epoch_and_a_late_start_sees_the_same(photos: Path) -> None:
    found = find_photos([photos])
    whole = list(batches(found, TINY, Labels(), 0))
    assert [tuple(pixels.shape) for pixels, _ in whole] == [(2, 3, 64, 64)] * 2 + [
        (2, 3, 96, 96)
    ] * 2
    late = list(batches(found, TINY, Labels(), 3))
    assert len(late) == 1
    assert torch.equal(late[0][0], whole[3][0])


def test_a_photo_that_cannot_be_read_is_told_and_the_next_one_stands_for_it(
    photos: Path, tmp_path: Path
) -> None:
    spoilt = tmp_path / "photos"
    shutil.copytree(photos, spoilt)
    whole = (spoilt / "photo-2.png").read_bytes()
    (spoilt / "photo-2.png").write_bytes(whole[: len(whole) // 2])
    config = replace(TINY, phases=(Phase(1, 2, 64, (64, 90)),), skip_gray=True)
    run = tmp_path / "run"
    with pytest.warns(UserWarning, match=r"photo-2\.png in .* cannot be read"):
        Trainer(config, [spoilt], [spoilt], run, torch.device("cpu")).run()
    assert json.loads((run / "gray-photos.json").read_text())["gray"] == []
    assert torch.load(run / "checkpoint.pt")["step"] == 1

    small = replace(TINY, phases=(Phase(4, 2, 64, (64, 90)),))
    before = list(batches(find_photos([photos]), small, Labels(), 0))
    with pytest.warns(UserWarning, match="cannot be read"):
        after, again = (list(batches(find_photos([spoilt]), small, Labels(), 0)) for _ in range(2))
    crops = [torch.cat([pixels for pixels, _ in sequence]) for sequence in (before, after)]
    changed = [not torch.equal(*pair) for pair in zip(*crops, strict=True)]
    assert 1 <= sum(changed) <= 2  # of these two epochs, the second of which is not whole
    assert all(torch.equal(xs, ys) for (xs, _), (ys, _) in zip(after, again, strict=True))

    with pytest.raises(BadPhoto, match=r"photo-2\.png"):
        export(config, run / "checkpoint.pt", [spoilt], tmp_path)
    for path in spoilt.iterdir():
        path.write_bytes(b"no picture")
    with pytest.warns(UserWarning), pytest.raises(BadPhoto, match="None of the training photos"):
        next(batches(find_photos([spoilt]), TINY, Labels(), 0))


def test_shards_and_folders_give_the_same_photos(photos: Path, tmp_path: Path) -> None:
    shard = tmp_path / "shard.tar"
    with tarfile.open(shard, "w") as archive:
        for path in sorted(photos.iterdir(), reverse=True):
            archive.add(path, path.name)
    packed, loose = find_photos([shard]), find_photos([photos])
    assert [p.name for p in packed] == [p.name for p in loose]
    assert packed[1].open().tobytes() == loose[1].open().tobytes()
    assert len(find_photos([shard], exclude=["photo-1", "photo-2"])) == 3


@pytest.mark.parametrize("kind", ["png", "jpg", "webp", "tif"])
def test_photos_are_upright_as_the_camera_says(tmp_path: Path, kind: str) -> None:
    lying = Image.fromarray(np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    options = {"lossless": True} if kind == "webp" else {}
    lying.save(tmp_path / f"marked.{kind}", exif=exif, **options)
    lying.save(tmp_path / f"plain.{kind}", **options)
    marked, plain = (photo.open() for photo in find_photos([tmp_path]))
    upright = plain.transpose(Image.Transpose.ROTATE_270)
    assert plain.size == (64, 48)
    assert marked.size == (48, 64)
    assert marked.tobytes() == upright.tobytes()


def test_a_damaged_mark_of_the_camera_is_no_mark(tmp_path: Path) -> None:
    picture = Image.new("RGB", (64, 48), (200, 50, 50))
    picture.save(tmp_path / "damaged.jpg", exif=b"Exif\0\0no such data")
    (photo,) = find_photos([tmp_path])
    assert photo.open().size == (64, 48)


def test_sources_that_hold_no_photos_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoPhotos, match="No photos"):
        find_photos([tmp_path])
    broken = tmp_path / "broken.tar"
    broken.write_bytes(b"not a tar")
    with pytest.raises(NoPhotos, match=r"broken\.tar"):
        find_photos([broken])


def test_old_photo_lightness_without_ageing_is_the_photos_own() -> None:
    rgb = torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(1))
    plain = old_photo_lightness(rgb, 0.0, torch.Generator().manual_seed(2))
    assert torch.allclose(plain, lab_from_srgb(rgb)[:, :1], atol=0.1)
    aged = old_photo_lightness(rgb, 1.0, torch.Generator().manual_seed(2))
    assert aged.shape == plain.shape
    assert aged.aminmax()[0] >= 0.0
    assert aged.aminmax()[1] <= 100.0
    assert (aged - plain).abs().mean() > 1.0


def test_half_of_the_crops_are_mirrored() -> None:
    ramp = Image.linear_gradient("L").rotate(90).convert("RGB")  # brighter to one side
    rng = np.random.default_rng(4)
    crops = [random_crop(ramp, TINY.phases[0], rng).float() for _ in range(60)]
    brighter_to_the_right = [bool(crop[..., 40:].mean() > crop[..., :24].mean()) for crop in crops]
    assert 20 < sum(brighter_to_the_right) < 40
    assert all((crop[:, 0] - crop[:, -1]).abs().max() < 8 for crop in crops)  # never upside down


def test_the_loss_by_hand() -> None:
    bins = zhang_bins()
    network = Compact()
    network.bins.copy_(bins.centers)
    network.class_weights.fill_(2.0)
    gray = Batch(torch.zeros(1, 1, 4, 4), torch.zeros(1, 2, 4, 4), torch.tensor([-1]))
    objective = RebalancedCrossEntropy(neighbours=1)
    unsure = objective.loss(network, torch.zeros(1, 313, 1, 1), gray)
    assert float(unsure) == pytest.approx(2 * np.log(313), rel=1e-5)
    sure = torch.zeros(1, 313, 1, 1)
    sure[0, bins.nearest(torch.zeros(1, 2))] = 100.0
    assert float(objective.loss(network, sure, gray)) == pytest.approx(0.0, abs=1e-5)


def test_what_a_perfect_network_says_divided_by_the_weights_is_the_truth() -> None:
    network, generator = Compact(), torch.Generator().manual_seed(2)
    bins = zhang_bins()
    network.bins.copy_(bins.centers)
    network.class_weights.copy_(torch.rand(313, generator=generator) + 0.1)
    ab = 15 * torch.randn(1, 2, 40, 40, generator=generator)
    batch = Batch(torch.zeros(1, 1, 40, 40), ab, torch.tensor([-1]))
    logits = torch.zeros(1, 313, 1, 1, requires_grad=True)  # of a network that sees nothing
    optimizer = torch.optim.LBFGS([logits], max_iter=200)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = RebalancedCrossEntropy().loss(network, logits.expand(1, 313, 40, 40), batch)
        loss.backward()
        return loss

    optimizer.step(closure)
    honest = (logits.detach().flatten() - network.class_weights.log()).softmax(0)
    index, share = bins.soft_encode(ab.movedim(1, -1).reshape(-1, 2), 5, 5.0)
    truth = torch.zeros(313).index_add_(0, index.flatten(), share.flatten()) / 1600
    assert torch.allclose(honest, truth, atol=2e-3)


def test_labels_are_those_of_the_runs_photos_and_not_too_rare(tmp_path: Path) -> None:
    table = tmp_path / "labels.tsv"
    rows = [f"{kind}/{number}.jpg\t{kind}" for kind in ("beach", "abbey") for number in range(30)]
    table.write_text("\n".join(["name\tclass", *rows, "lamp/1.jpg\tlamp", "x.jpg\t"]))
    photos = [row.split("\t")[0] for row in rows] + ["lamp/1.jpg", "x.jpg", "other.jpg"]
    labels = read_labels(table, photos)
    assert labels.classes == ("abbey", "beach")
    numbers = [labels.of(name) for name in ("beach/3.jpg", "abbey/0.jpg", "lamp/1.jpg", "x.jpg")]
    assert numbers == [1, 0, -1, -1]
    table.write_text("photo,kind\nx.jpg,beach\n")
    with pytest.raises(BadConfiguration, match=r"labels\.tsv"):
        read_labels(table, photos)


def test_target_and_prior_count_cells() -> None:
    ab = torch.zeros(1, 2, 4, 4)
    ab[:, :, :, 2:] = 40.0
    target = coarse_target(ab, 2)
    assert target[0, 0].tolist() == [[0.0, 40.0], [0.0, 40.0]]
    prior = empirical_prior(zhang_bins(), [target])
    assert sorted(prior.tolist())[-3:] == [0.0, 0.5, 0.5]


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_configurations_can_be_read(path: Path) -> None:
    config = read_configuration(path)
    assert config.steps > 0
    assert all(phase.crop % 32 == 0 for phase in config.phases)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("x = ", "cannot be read"), ("stepps = 4", "stepps"), ("colorizer = 'compact'", "phases")],
)
def test_bad_configurations_say_what_is_wrong(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(BadConfiguration, match=reason):
        read_configuration(path)


def test_a_run_can_start_from_a_colorizer_that_is_there(photos: Path, tmp_path: Path) -> None:
    config = replace(TINY, start_from="compact")
    trainer = Trainer(config, [photos], [photos], tmp_path / "run", torch.device("cpu"))
    shipped = registry.read_weights("compact")
    assert torch.equal(trainer.network.state_dict()["head.1.bias"], shipped["head.1.bias"])
    with pytest.raises(BadConfiguration, match="kodachrome"):
        Trainer(
            replace(TINY, start_from="kodachrome"),
            [photos],
            [photos],
            tmp_path / "other",
            torch.device("cpu"),
        )


def test_a_start_brings_its_rebalancing_or_none(photos: Path, tmp_path: Path) -> None:
    def started(rebalancing: float) -> Trainer:
        loss = RebalancedCrossEntropy(rebalancing)
        config = replace(TINY, start_from="compact", objective=loss)
        return Trainer(config, [photos], [photos], tmp_path, torch.device("cpu"))

    shipped = registry.read_weights("compact")["class_weights"]
    assert torch.equal(started(0.5).network.class_weights, shipped)
    assert started(1.0).network.class_weights.unique().tolist() == [1.0]
    with pytest.raises(BadConfiguration, match=r"rebalancing = 0\.5"):
        started(0.2)


def test_a_share_of_the_start_can_be_mixed_into_what_is_exported(
    photos: Path, tmp_path: Path
) -> None:
    config = replace(TINY, start_from="compact", start_share=0.25, average=0.0)
    run = tmp_path / "run"
    Trainer(config, [photos], [photos], run, torch.device("cpu")).run()
    card = export(config, run / "checkpoint.pt", [photos], tmp_path)
    name = "head.1.bias"
    trained = torch.load(run / "checkpoint.pt")["average"][f"module.{name}"]
    shipped = registry.read_weights("compact")[name]
    written = safetensors.torch.load_file(tmp_path / "compact.safetensors")[name]
    assert not torch.allclose(trained, shipped, atol=1e-5)
    assert torch.allclose(written.float(), 0.75 * trained + 0.25 * shipped, rtol=1e-3)
    assert card.training["start_share"] == 0.25
    assert card.training["started_from"]["sha256"] == registry.card("compact").sha256

    state = torch.load(run / "checkpoint.pt")
    state["started_from"]["sha256"] = "0" * 64
    torch.save(state, run / "checkpoint.pt")
    with pytest.raises(BadConfiguration, match="other weights of compact"):
        export(config, run / "checkpoint.pt", [photos], tmp_path)


def test_the_regression_twin_starts_from_compact_and_learns_its_last_layer(
    photos: Path, tmp_path: Path
) -> None:
    config = replace(
        TINY, colorizer="compact-regression", initialise="compact", objective=SquaredError()
    )
    trainer = Trainer(config, [photos], [photos], tmp_path, torch.device("cpu"))
    weights, own = registry.read_weights("compact"), trainer.network.state_dict()
    kept = [name for name in weights if torch.equal(own[f"body.{name}"], weights[name].float())]
    assert set(weights) - set(kept) == {"head.1.weight", "head.1.bias", "bins", "class_weights"}
    unlike = replace(TINY, initialise="compact")
    with pytest.raises(BadConfiguration, match="does not fit"):
        Trainer(unlike, [photos], [photos], tmp_path / "other", torch.device("cpu"))

# SPDX-License-Identifier: GPL-3.0-or-later
"""A tiny run of the real training program on photos that the test paints."""

import copy
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from tiny_training import TINY

from models import registry
from models.card import read_card
from models.training.configuration import (
    BadConfiguration,
)
from models.training.export import export
from models.training.objectives.rebalanced_cross_entropy import (
    RebalancedCrossEntropy,
)
from models.training.objectives.squared_error import SquaredError
from models.training.trainer import Trainer


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


def test_a_step_is_saved_before_it_is_looked_at(photos: Path, tmp_path: Path) -> None:
    config = replace(TINY, validate_every=2)
    trainer = Trainer(config, [photos], [photos], tmp_path / "run", torch.device("cpu"))
    (tmp_path / "run" / "validation").write_text("where the folder of pictures should be")
    with pytest.raises(FileExistsError):
        trainer.run()
    assert torch.load(trainer.checkpoint)["step"] == 2


def test_a_run_that_goes_astray_stops_and_keeps_its_checkpoint(
    killed: Path, photos: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    shutil.copytree(killed, run)
    trainer = Trainer(TINY, [photos], [photos], run, torch.device("cpu"))
    trainer.network.class_weights.fill_(torch.inf)
    with pytest.raises(BadConfiguration, match=r"loss of step 3 is (inf|nan)"):
        trainer.run()
    state = torch.load(run / "checkpoint.pt")
    assert state["step"] == 2
    assert all(tensor.isfinite().all() for tensor in state["network"].values())


@pytest.mark.parametrize(("norm", "moves"), [(1.0, True), (1e-15, False)])
def test_gradients_are_no_longer_than_the_configuration_lets_them(
    photos: Path, tmp_path: Path, norm: float, moves: bool
) -> None:
    config = replace(TINY, gradient_norm=norm, weight_decay=0.0, warm_up=0)
    trainer = Trainer(config, [photos], [photos], tmp_path, torch.device("cpu"))
    before = [parameter.detach().clone() for parameter in trainer.network.parameters()]
    trainer.run()
    moved = max(
        float((now.detach() - then).abs().max())
        for now, then in zip(trainer.network.parameters(), before, strict=True)
    )
    assert (moved > 1e-4) is moves


@pytest.mark.parametrize("change", [{"seed": 9}, {"optimizer": "adadelta"}])
def test_another_runs_folder_is_not_continued(
    photos: Path, killed: Path, change: dict[str, Any]
) -> None:
    with pytest.raises(BadConfiguration, match=next(iter(change))):
        Trainer(replace(TINY, **change), [photos], [photos], killed, torch.device("cpu"))


@pytest.mark.parametrize("damage", ["cut", "text", "weights", "empty"])
def test_a_damaged_checkpoint_is_told(
    photos: Path, killed: Path, tmp_path: Path, damage: str
) -> None:
    run = tmp_path / "run"
    shutil.copytree(killed, run)
    file = run / "checkpoint.pt"
    if damage == "weights":
        torch.save({"weight": torch.zeros(3)}, file)
    else:
        whole = file.read_bytes()
        file.write_bytes({"cut": whole[: len(whole) // 2], "text": b"junk", "empty": b""}[damage])
    with pytest.raises(BadConfiguration, match=r"checkpoint\.pt is damaged, or no checkpoint"):
        Trainer(TINY, [photos], [photos], run, torch.device("cpu"))


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


@pytest.mark.parametrize("freeze", [True, False])
def test_statistics_of_the_start_are_kept_if_wished(
    photos: Path, tmp_path: Path, freeze: bool
) -> None:
    config = replace(TINY, start_from="compact", freeze_batch_norm=freeze)
    trainer = Trainer(config, [photos], [photos], tmp_path / "run", torch.device("cpu"))
    before = copy.deepcopy(trainer.network.state_dict())
    trainer.run()
    after = trainer.network.state_dict()
    statistics = [name for name in after if name.endswith(("running_mean", "running_var"))]
    assert statistics
    for name in statistics:
        assert torch.equal(before[name], after[name]) is freeze, name
    assert not torch.equal(before["encoder.stem.0.weight"], after["encoder.stem.0.weight"])


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


def test_a_run_that_goes_on_keeps_its_rebalancing(killed: Path, photos: Path) -> None:
    for rebalancing in (0.1, 1.0):
        config = replace(TINY, objective=RebalancedCrossEntropy(rebalancing))
        with pytest.raises(BadConfiguration, match=r"rebalancing = 0\.5"):
            Trainer(config, [photos], [photos], killed, torch.device("cpu"))


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


def test_weights_that_do_not_fit_into_half_precision_are_not_exported(
    killed: Path, photos: Path, tmp_path: Path
) -> None:
    state = torch.load(killed / "checkpoint.pt")
    state["average"]["module.head.1.bias"][3] = 1e5
    torch.save(state, tmp_path / "checkpoint.pt")
    with pytest.raises(BadConfiguration, match=r"head\.1\.bias .* half precision"):
        export(TINY, tmp_path / "checkpoint.pt", [photos], tmp_path)
    assert not (tmp_path / "compact.safetensors").exists()


def test_a_share_of_a_start_that_cannot_be_mixed_in_is_refused_before_the_first_step(
    killed: Path, photos: Path, tmp_path: Path
) -> None:
    config = replace(TINY, start_from="compact", start_share=0.5)
    cpu = torch.device("cpu")
    with pytest.raises(BadConfiguration, match="did not start from a colorizer"):
        Trainer(config, [photos], [photos], killed, cpu)
    with pytest.raises(BadConfiguration, match="did not start from a colorizer"):
        export(config, killed / "checkpoint.pt", [photos], tmp_path)
    unlike = replace(config, objective=RebalancedCrossEntropy(rebalancing=1.0))
    with pytest.raises(BadConfiguration, match="weighs colours otherwise than compact"):
        Trainer(unlike, [photos], [photos], tmp_path / "run", cpu)


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

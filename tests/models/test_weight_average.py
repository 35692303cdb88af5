# SPDX-License-Identifier: GPL-3.0-or-later
"""The mean of several checkpoints of one run, as it is exported."""

from dataclasses import replace
from pathlib import Path

import pytest
import safetensors.torch
import torch
from tiny_training import TINY

from models import registry
from models.training.configuration import BadConfiguration
from models.training.export import export
from models.training.trainer import Trainer

_STARTED = replace(TINY, start_from="compact", average=0.0, validate_every=100)


@pytest.fixture(scope="module")
def run(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the last checkpoint of a run, and one of before in ``earlier.pt``."""
    folder = tmp_path_factory.mktemp("run")
    trainer = Trainer(_STARTED, [photos], [photos], folder, torch.device("cpu"))
    save = trainer.save

    def save_and_keep() -> None:
        save()
        if trainer.step == 2:
            (folder / "earlier.pt").write_bytes(trainer.checkpoint.read_bytes())

    trainer.save = save_and_keep  # type: ignore[method-assign]
    trainer.run()
    return folder


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_what_is_exported_is_the_mean(
    run: Path, photos: Path, tmp_path: Path, share: float
) -> None:
    config = replace(_STARTED, start_share=share)
    checkpoint, earlier = run / "checkpoint.pt", run / "earlier.pt"
    card = export(config, checkpoint, [photos], tmp_path, average_with=[earlier])
    name = "head.1.bias"
    late, early = (torch.load(path)["average"][f"module.{name}"] for path in (checkpoint, earlier))
    assert not torch.allclose(late, early, atol=1e-6)
    shipped = registry.read_weights("compact")[name]
    written = safetensors.torch.load_file(tmp_path / "compact.safetensors")[name]
    expected = (1 - share) * (late + early) / 2 + share * shipped
    assert torch.allclose(written.float(), expected, rtol=1e-3, atol=1e-6)
    assert card.training["averaged_steps"] == [2, 4]
    assert card.training["steps"] == 4


@pytest.mark.parametrize("of", ["seed", "start", "weighing"])
def test_checkpoints_of_different_runs_are_not_averaged(
    run: Path, photos: Path, tmp_path: Path, of: str
) -> None:
    state = torch.load(run / "earlier.pt")
    if of == "seed":
        state["config"]["seed"] += 1
    elif of == "start":
        state["started_from"] = {}
    else:
        state["average"]["module.class_weights"] *= 2
    torch.save(state, tmp_path / "other.pt")
    with pytest.raises(BadConfiguration, match="steps 4 and 2 are of different runs"):
        export(
            _STARTED,
            run / "checkpoint.pt",
            [photos],
            tmp_path / "out",
            average_with=[tmp_path / "other.pt"],
        )
    assert not (tmp_path / "out").exists()


def test_a_checkpoint_that_is_not_there_is_named(run: Path, photos: Path, tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"no checkpoint .*nowhere\.pt"):
        export(
            _STARTED,
            run / "checkpoint.pt",
            [photos],
            tmp_path,
            average_with=[tmp_path / "nowhere.pt"],
        )

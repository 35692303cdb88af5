# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from backend.cli import main
from models.card import read_card
from models.training import export

_TINY = """
colorizer = "compact"
workers = 0
phases = [{ steps = 1, batch = 2, crop = 64, short_side = [64, 90] }]

[card]
title = "t"
description = "d"
paper = "p"
licence = "l"
data = "painted"
initialisation = "i"
working_size = 64
temperature = 0.5
vividness = 1.0
"""


def test_mistakes_are_named_before_anything_is_trained(tmp_path: Path) -> None:
    config = tmp_path / "run.toml"
    config.write_text("colorizer = 'compact'\n")
    arguments = ["train", str(config), "--photos", str(tmp_path), "--validation", str(tmp_path)]
    missing = CliRunner().invoke(main, arguments)
    assert missing.exit_code == 2
    assert "--output" in missing.output
    bad = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "run")])
    assert bad.exit_code == 1
    assert "run.toml is not complete" in bad.output
    assert not (tmp_path / "run").exists()


def test_the_card_is_measured_on_the_device_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "choose_device", lambda: pytest.fail("another device is chosen"))
    photos = tmp_path / "photos"
    photos.mkdir()
    tiles = np.random.default_rng(1).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    Image.fromarray(tiles).resize((128, 96)).save(photos / "a.png")
    config = tmp_path / "run.toml"
    config.write_text(_TINY)
    arguments = ["train", str(config), "--photos", str(photos), "--validation", str(photos)]
    options = ["-o", str(tmp_path / "run"), "--device", "cpu"]
    done = CliRunner().invoke(main, [*arguments, *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert read_card(tmp_path / "run" / "compact.json").metrics["photos"] == 1

# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that describe runs."""

from pathlib import Path

import pytest

from models.training.configuration import (
    BadConfiguration,
    read_configuration,
)

CARD = """
[card]
title = "t"
description = "d"
paper = "p"
licence = "l"
data = "d"
initialisation = "i"
working_size = 64
temperature = 1.0
vividness = 1.0
"""
CONFIGS = Path(__file__).parents[2] / "models" / "training" / "configs"


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


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("start_share = 0.5", "needs start_from"),
        ("start_share = -0.1\nstart_from = 'compact'", r"within 0\.\.1"),
        ("start_share = 1.5\nstart_from = 'compact'", r"within 0\.\.1"),
        ("start_share = nan\nstart_from = 'compact'", r"within 0\.\.1"),
    ],
)
def test_a_share_of_the_start_needs_a_start_and_is_a_share(
    tmp_path: Path, lines: str, reason: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(f"colorizer = 'compact'\nphases = []\n{lines}\n{CARD}")
    with pytest.raises(BadConfiguration, match=reason):
        read_configuration(path)

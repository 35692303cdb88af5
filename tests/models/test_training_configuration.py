# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that describe runs."""

from pathlib import Path

import pytest

from models.training.configuration import (
    BadConfiguration,
    read_configuration,
)

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

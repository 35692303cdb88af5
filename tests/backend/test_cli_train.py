# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

from click.testing import CliRunner

from backend.cli import main


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

# SPDX-License-Identifier: GPL-3.0-or-later
"""--uninstall leaves nothing where the cache lies in the program's own folder, as on Windows."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from newcomer import program_file

from installer import uninstallation
from installer.locations import Locations
from installer.machine import Machine
from installer.narration import Narration


def test_windows(tmp_path: Path) -> None:
    machine = Machine("win32", {"LOCALAPPDATA": str(tmp_path / "Local")}, tmp_path)
    locations = Locations.of(machine)
    program_file(locations.python.parent, locations.python.name, "")
    locations.test_environment_log.parent.mkdir()
    locations.test_environment_log.write_text("", encoding="utf-8")
    said = StringIO()
    uninstallation.run(machine, Narration(said))
    assert not locations.home.exists()
    assert "did not make" not in said.getvalue()

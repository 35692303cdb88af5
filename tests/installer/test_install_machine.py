# SPDX-License-Identifier: GPL-3.0-or-later
"""What leads a private Python astray is kept from it, and root is not taken for the user."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from installer import everyday
from installer.errors import InstallationError
from installer.machine import Machine
from installer.narration import Narration


def test_user_in_pips_configuration_does_not_reach_the_private_environment(tmp_path: Path) -> None:
    configuration = tmp_path / "pip.conf"
    configuration.write_text("[install]\nuser = true\n", encoding="utf-8")
    variables = {**os.environ, "PIP_CONFIG_FILE": str(configuration), "PIP_USER": "1"}
    environment = Machine("linux", variables, tmp_path).clean_environment()
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    command = [str(tmp_path / "venv/bin/python"), "-m", "pip", "install", "--no-index", "--dry-run"]
    refused = subprocess.run(
        [*command, "pip"], env=variables, capture_output=True, text=True, check=False
    )
    assert "Can not perform a '--user' install" in refused.stderr
    done = subprocess.run([*command, "pip"], env=environment, capture_output=True, check=False)
    assert done.returncode == 0


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there is no root on this system")
def test_sudo_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine = Machine("linux", {"SUDO_UID": "1000"}, tmp_path)
    with pytest.raises(InstallationError, match="without sudo"):
        everyday.install(machine, Narration(StringIO()))
    assert list(tmp_path.iterdir()) == []
    assert not Machine("linux", {}, tmp_path).is_sudo  # a container, where root is the user


@pytest.mark.parametrize(
    ("system", "typed"),
    [
        ("darwin", "'/Users/x/Library/Application Support/bin/it' photo.jpg"),
        ("win32", '"/Users/x/Library/Application Support/bin/it" photo.jpg'),
    ],
)
def test_a_command_is_quoted_as_the_system_wants_it(system: str, typed: str) -> None:
    machine = Machine(system, {}, Path("/"))
    place = "/Users/x/Library/Application Support/bin/it"
    assert machine.typed(place, "photo.jpg") == typed

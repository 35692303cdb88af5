# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings / Status without its window: what a script can ask for, and what follows from it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gimp_program import GimpProgram
from profile_folder import REPOSITORY, Installed, wait_until_ended

NAME = "small-unet"
PROGRAM = REPOSITORY / "tests" / "backend" / "published_weights.py"
SETTINGS = """
def settings(**arguments):
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize-settings")
    config = procedure.create_config()
    config.set_property("run-mode", NONINTERACTIVE)
    for name, value in arguments.items():
        config.set_property(name, value)
    values = procedure.run(config)
    return values.index(0).value_nick, str(values.index(1))
"""


def able_to_install(installed: Installed, pause: float) -> None:
    """Have the profile's backend know weights that a server of this computer publishes."""
    command = installed.backend_command()
    serve = command[command.index("serve") :]
    environment = command[: command.index(sys.executable)]
    program = [sys.executable, str(PROGRAM), str(pause)]
    installed.write_facts(start=installed.gimp.on_host(*environment, *program, *serve))


@pytest.fixture
def installing(gimp: GimpProgram, known_plug_ins: Path, tmp_path: Path) -> Iterator[Installed]:
    found = Installed(gimp, tmp_path, known_plug_ins)
    able_to_install(found, pause=0.0)
    yield found
    found.end_backend()


def test_a_script_installs_restarts_and_removes(installing: Installed, photo: Path) -> None:
    facts = installing.gimp.batch(
        installing.profile,
        SETTINGS
        + f"""
result(before=settings())
result(installed=settings(action="install", colorizer="{NAME}"))
result(restarted=settings(action="restart"))
result(unknown=settings(action="install", colorizer="kodachrome"))
""",
    )
    status, text = facts["before"]
    assert (status, "Not running" in text) == ("success", True)
    assert str(installing.log.name) in text
    status, first = facts["installed"]
    assert status == "success", first
    assert "State: Ready" in first
    assert "after the next start of GIMP" in first
    status, second = facts["restarted"]
    assert status == "success", second
    lines = [
        dict(line.split(": ", 1) for line in text.splitlines()[:7]) for text in (first, second)
    ]
    assert lines[0]["Process"] != lines[1]["Process"]
    assert int(lines[1]["Process"]) == json.loads(installing.connection.read_text())["pid"]
    wait_until_ended(int(lines[0]["Process"]))
    assert facts["unknown"][0] == "execution-error" or "kodachrome" in facts["unknown"][1]

    # The next GIMP offers what was installed.
    facts = installing.gimp.batch(
        installing.profile,
        SETTINGS
        + f"""
image = load(FACTS["photo"])
status, text, group = run(image, image.get_layers(), alternatives=0, colorizer="{NAME}")
result(status=status, text=text, group=group.get_name() if group else "")
result(removed=settings(action="remove", colorizer="{NAME}"))
result(again=settings(action="remove", colorizer="{NAME}"))
""",
        photo=photo,
    )
    assert facts["status"] == "success", facts["text"]
    assert "Small U-Net" in facts["group"]
    assert facts["removed"][0] == "success"
    assert "not among the colorizers" in facts["again"][1]
    kept = json.loads((installing.plug_in / "installation.json").read_text(encoding="utf-8"))
    assert NAME not in [entry["name"] for entry in kept["colorizers"]]


def test_one_started_by_hand_is_used_and_never_restarted(
    installing: Installed, photo: Path
) -> None:
    choice = installing.profile / "plug-in-settings" / "colorize-auto-connection.json"
    choice.parent.mkdir(exist_ok=True)
    choice.write_text(json.dumps({"address": "http://127.0.0.1:9", "token": "secret"}))
    facts = installing.gimp.batch(
        installing.profile,
        SETTINGS
        + """
image = load(FACTS["photo"])
status, text, group = run(image, image.get_layers())
result(coloured=[status, text], restarted=settings(action="restart"), status=settings())
""",
        photo=photo,
    )
    for sentence in (facts["coloured"][1], facts["restarted"][1]):
        assert "by hand" in sentence
    assert "127.0.0.1:9" in facts["coloured"][1]
    assert "does not answer" in facts["status"][1]
    assert not installing.connection.exists()

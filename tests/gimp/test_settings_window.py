# SPDX-License-Identifier: GPL-3.0-or-later
"""The window Settings / Status, driven by its keyboard: every page, and what its buttons do."""

from __future__ import annotations

import json
import stat
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from profile_folder import Installed
from screen import Screen
from test_settings import NAME, able_to_install
from watch import gimp_on_screen

SHOW = """
procedure = Gimp.get_pdb().lookup_procedure("plug-in-colorize-settings")
config = procedure.create_config()
config.set_property("run-mode", Gimp.RunMode.INTERACTIVE)
result(ready=True)
values = procedure.run(config)
result(closed=[values.index(0).value_nick, str(values.index(1))])
"""
TITLE = "^Colorize: Settings / Status$"


def wait_until(fulfilled: Callable[[], object], seconds: float = 60) -> None:
    give_up = time.monotonic() + seconds
    while not fulfilled():
        assert time.monotonic() < give_up, "nothing happened"
        time.sleep(0.5)


def test_every_page_from_the_keyboard(
    installed_alone: Installed, photo: Path, tmp_path: Path, artefacts: Path
) -> None:
    able_to_install(installed_alone, pause=0.4)
    choice = installed_alone.profile / "plug-in-settings" / "colorize-auto-connection.json"

    def running() -> dict:
        try:
            facts: dict = json.loads(installed_alone.connection.read_text(encoding="utf-8"))
        except OSError:
            return {}
        return facts if installed_alone.health_state() == "ready" else {}

    with (
        Screen(installed_alone.gimp, tmp_path) as screen,
        gimp_on_screen(installed_alone, screen, photo, SHOW, tmp_path) as (watch, _main),
    ):
        window = screen.wait_for_window(TITLE)
        screen.place(window, 400, 150)
        time.sleep(2)
        screen.picture(artefacts / "settings-not-running.png")

        screen.press(window, "alt+s")
        wait_until(running)
        first = running()
        time.sleep(3)
        screen.press(window, "alt+r")
        wait_until(lambda: running().get("pid", first["pid"]) != first["pid"])
        time.sleep(4)
        screen.picture(artefacts / "settings-backend.png")

        screen.press(window, "alt+l")
        log = screen.wait_for_window("^Colorize: Log$")
        screen.place(log, 340, 120)
        time.sleep(1)
        screen.picture(artefacts / "settings-log.png")
        screen.press(log, "alt+o", "Escape")

        screen.press(window, "alt+z", "alt+i", "space")
        time.sleep(4)
        screen.picture(artefacts / "settings-installing.png")
        weights = installed_alone.home / "colorizers" / f"{NAME}.json"
        wait_until(weights.exists)
        time.sleep(3)
        screen.picture(artefacts / "settings-colorizers.png")
        kept = json.loads((installed_alone.plug_in / "installation.json").read_text())
        assert NAME in [entry["name"] for entry in kept["colorizers"]]
        screen.press(window, "alt+r")
        wait_until(lambda: not weights.exists())

        second = running()
        screen.press(window, "alt+n", "alt+h")
        screen.write(window, str(urlsplit(second["url"]).port))
        screen.press(window, "Tab")
        screen.write(window, second["token"])
        screen.press(window, "alt+t")
        time.sleep(1)
        screen.picture(artefacts / "settings-connection.png")
        assert not choice.exists()
        screen.press(window, "alt+v")
        wait_until(choice.exists)
        assert stat.S_IMODE(choice.stat().st_mode) == 0o600
        time.sleep(2)
        screen.press(window, "alt+b")
        screen.picture(artefacts / "settings-by-hand.png")
        screen.press(window, "alt+r")  # cannot be pressed now
        time.sleep(2)
        assert running()["pid"] == second["pid"]
        screen.press(window, "alt+n", "alt+p")
        time.sleep(1)
        assert choice.exists()  # who only looks at the other choice loses nothing
        screen.picture(artefacts / "settings-usual.png")
        screen.press(window, "alt+v")
        wait_until(lambda: not choice.exists())
        screen.press(window, "alt+c")
        watch.wait_for("closed")

    status, text = watch.results["closed"]
    assert status == "success"
    assert f"Process: {second['pid']}" in text
    assert "started by the plug-in" in text
    assert second["token"] not in text

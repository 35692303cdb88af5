# SPDX-License-Identifier: GPL-3.0-or-later
"""The plug-in starts the backend by itself when none answers."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from profile_folder import Installed

SCRIPT = """
image = load(FACTS["photo"])
status, text, group = run(image, image.get_layers(), alternatives=1)
result(status=status, text=text)
"""


@pytest.mark.parametrize("stale", [False, True], ids=["first time", "after a crash"])
def test_starts_the_backend_and_colours(
    stale: bool, installed_alone: Installed, photo: Path
) -> None:
    if stale:
        # Port 9 of the loopback address: nobody listens there.
        left = {"url": "http://127.0.0.1:9", "token": "old", "pid": 1, "version": "0.1.0"}
        installed_alone.connection.parent.mkdir(parents=True)
        installed_alone.connection.write_text(json.dumps(left), encoding="utf-8")
    facts = installed_alone.gimp.batch(installed_alone.profile, SCRIPT, photo=photo)
    assert facts["status"] == "success", facts["text"]
    # GIMP and the plug-in are gone; the backend stays, for the next photo.
    running = json.loads(installed_alone.connection.read_text(encoding="utf-8"))
    os.kill(running["pid"], 0)
    assert installed_alone.health_state() == "ready"

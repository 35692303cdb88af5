# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide's script for a folder of scans does what the guide says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from profile_folder import REPOSITORY, Installed

PAGE = REPOSITORY / "docs" / "guide" / "two-hundred-scans.md"
FINISH = """
made = load(FACTS["folder"] + "/one.xcf")
result(layers=[layer.get_name() for layer in made.get_layers()],
       colours=len(made.get_layers()[0].get_children()))
"""


def test_the_script_colours_a_folder(installed: Installed, photo: Path, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    shutil.copyfile(photo, scans / "one.jpg")
    found = re.search(r"-b '\n(.*?)'\n", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    # GIMP in a chroot folder does not start in the folder of the test.
    script = found[1].replace('Path("scans")', 'Path(FACTS["folder"])')
    facts = installed.gimp.batch(installed.profile, script + FINISH, folder=scans)
    group, _photo = facts["layers"]
    assert group == "Colorize: Compact"
    assert facts["colours"] == 5

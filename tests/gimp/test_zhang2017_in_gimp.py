# SPDX-License-Identifier: GPL-3.0-or-later
"""`zhang2017`, whose weights the artist installs, in real GIMP: by itself, and with strokes.

The weights are random ones in the form in which its authors published theirs.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models.published.installation import install
from models.published.releases import RELEASES
from profile_folder import REPOSITORY, Installed, facts_of

sys.path.append(str(REPOSITORY / "tests" / "models"))
from authors_checkpoints import authors_checkpoint

NAME = "zhang2017"
SCRIPT = """
image = load(FACTS["photo"])
photo, = image.get_layers()
before = describe(photo)
status, text, group = run(image, [photo], colorizer="zhang2017", alternatives=1)
result(coloured=[status, text, [layer.get_name() for layer in group.get_children()]])
keep(group.get_children()[-1], "R'G'B' u8", "automatic")
strokes = add_layer(image, Gimp.ImageType.RGBA_IMAGE, "Colour hints")
buffer = strokes.get_buffer()
buffer.set(Gegl.Rectangle.new(40, 30, 24, 24), "R'G'B'A u8", bytes((220, 30, 30, 255)) * 576)
buffer.flush()
status, text, given = call("plug-in-colorize-hints", image, [photo])
result(hinted=[status, text], untouched=describe(photo) == before)
keep(given[0], "R'G'B' u8", "hinted")
"""


def test_it_colours_and_spreads_strokes_by_itself(
    installed_alone: Installed, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, small = tmp_path / "published.pth", tmp_path / "small.png"
    torch.save(authors_checkpoint(NAME), file)
    with Image.open(photo) as scan:
        scan.resize((240, 192)).save(small)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    monkeypatch.setenv("COLORIZE_AUTO_HOME", str(installed_alone.home))
    card = install(replace(RELEASES[NAME], sha256=digest, size=file.stat().st_size), file)
    facts = installed_alone.plug_in / "installation.json"
    shipped = json.loads(facts.read_text(encoding="utf-8"))["colorizers"]
    installed_alone.write_facts(colorizers=[*shipped, facts_of(card)])
    with installed_alone.running_backend():
        found = installed_alone.gimp.batch(
            installed_alone.profile, SCRIPT, photo=small, folder=tmp_path
        )
    assert found["coloured"][:2] == ["success", ""]
    assert len(found["coloured"][2]) == 2
    assert found["hinted"] == ["success", ""]
    assert found["untouched"]
    automatic, hinted = (
        np.load(tmp_path / f"{name}.npy").astype(int) for name in ("automatic", "hinted")
    )
    # The network has seen the strokes itself: random weights carry them far from their place.
    assert np.abs(hinted - automatic)[:, 120:].max() > 0

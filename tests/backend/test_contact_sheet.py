# SPDX-License-Identifier: GPL-3.0-or-later
"""The contact sheet that shows a photo, its colours and its alternatives."""

import numpy as np
import pytest
from click.testing import CliRunner
from photo_samples import ramp, save
from PIL import Image

from backend.contact_sheet import contact_sheet, main
from backend.photo_files.formats import BadPhotoFile


def test_every_picture_has_its_place(tmp_path):
    colors = [(200, 30, 30), (30, 200, 30), (30, 30, 200), (200, 200, 30)]
    pictures = []
    for number, color in enumerate(colors):
        file = tmp_path / f"{number}.png"
        Image.new("RGB", (300 + 50 * number, 200), color).save(file)
        pictures.append((f"Picture {number}", file))
    sheet = np.asarray(contact_sheet(pictures))
    for color in colors:
        share = (np.abs(sheet.astype(int) - color).max(-1) < 3).mean()
        assert share > 0.05
    assert (sheet < 100).all(-1).any()  # the titles


def test_it_is_written_from_the_command_line_in_16_bits_and_gray_too(tmp_path):
    save(tmp_path / "a.png", ramp(dtype=np.uint16))
    save(tmp_path / "b.tif", np.stack([ramp(dtype=np.uint16)] * 3, -1))
    save(tmp_path / "c.png", np.stack([ramp()] * 4, -1))
    given = [f"{name}={tmp_path / name}" for name in ("a.png", "b.tif", "c.png")]
    out = tmp_path / "sheet.png"
    result = CliRunner().invoke(main, [str(out), *given])
    assert result.exit_code == 0, result.output
    assert Image.open(out).mode == "RGB"


def test_pictures_that_are_none_are_named(tmp_path):
    (tmp_path / "broken.png").write_bytes(b"broken")
    for name in ("broken.png", "missing.png"):
        with pytest.raises(BadPhotoFile, match=name):
            contact_sheet([("A", tmp_path / name)])
    result = CliRunner().invoke(main, [str(tmp_path / "o.png"), "no-title"])
    assert result.exit_code == 2

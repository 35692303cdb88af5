# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize`` on several photos: an awkward one costs itself only, and is told."""

import os
import sys
import tempfile

import numpy as np
import pytest
import pyvips
from click.testing import CliRunner, Result
from live import run
from photo_samples import ramp, save
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from backend.cli import main

any_bytes = pytest.mark.skipif(sys.platform != "linux", reason="names of files are any bytes")


def colorize(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_missing_or_locked_photo_costs_itself_only(tmp_path):
    good = [save(tmp_path / name, ramp()) for name in ("a.png", "c.png")]
    bad = [tmp_path / "b.png"]
    if os.name == "posix" and os.geteuid() != 0:
        bad += [save(tmp_path / "locked.png", ramp()), tmp_path / "folder"]
        bad[1].chmod(0)
        bad[2].mkdir(mode=0)
    result = colorize(good[0], *bad, good[1], "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"a.png", "c.png"}
    for file in bad:
        assert f"Error: {file} cannot be read" in result.stderr
    assert f"{len(bad)} of {len(bad) + 2} photos could not be coloured" in result.stderr


@any_bytes
def test_names_of_any_bytes_are_coloured(tmp_path):
    odd = os.fsdecode(b"M\xfcller.png")
    for name in (odd, "z.png"):
        save(tmp_path / "in.png", ramp()).rename(tmp_path / name)
    result = run(odd, "z.png", "-o", "out/", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert {file.name for file in (tmp_path / "out").iterdir()} == {odd, "z.png"}
    assert len(result.stdout.splitlines()) == 2
    # libvips finds no folder of such a name.
    result = run("z.png", odd, "-o", os.fsdecode(b"caf\xe9/"), cwd=tmp_path)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    reason = "cannot be written: the name of the folder"
    assert result.stderr.count(reason) == 2
    assert result.stderr.count("is not UTF-8. Choose another output folder.") == 2
    assert "codec" not in result.stderr


def test_texts_of_any_names_hinder_no_batch(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    texts = PngInfo()
    texts.add_text("Schlüssel", "für alles")
    Image.fromarray(ramp()).save(folder / "a.png", pnginfo=texts)
    save(folder / "b.png", ramp())
    result = colorize(folder, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert Image.open(tmp_path / "out" / "a.png").info["Schlüssel"] == "für alles"
    assert (tmp_path / "out" / "b.png").exists()


def test_a_name_that_is_too_long_for_an_alternative(tmp_path):
    long = save(tmp_path / f"{'a' * 245}.png", ramp())
    other = save(tmp_path / "b.png", ramp())
    result = colorize(long, other, "-o", tmp_path / "out", "--alternatives", 1)
    assert result.exit_code == 1
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert {long.name, "b.png", "b-alternative-1.png"} == names
    assert "cannot be written" in result.stderr
    result = colorize(other, "-o", tmp_path / f"{'a' * 300}.png")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_without_a_folder_for_temporary_files_other_photos_are_coloured(tmp_path, monkeypatch):
    profile = pyvips.Operation.call("profile_load", "p3")
    Image.fromarray(np.stack([ramp()] * 3, -1)).save(tmp_path / "a.png", icc_profile=profile)
    save(tmp_path / "b.png", ramp())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nothing"))
    result = colorize(tmp_path / "a.png", tmp_path / "b.png", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "a.png: No folder for temporary files can be used" in result.stderr
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["b.png"]

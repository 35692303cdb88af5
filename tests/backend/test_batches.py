# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize`` on several photos: an awkward one costs itself only, and is told."""

import os
import signal
import sys
import tempfile
import time

import numpy as np
import pytest
import pyvips
from click.testing import CliRunner, Result
from live import PATIENCE, run, started
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
    assert {"b.png", "b-alternative-1.png"} == names
    assert "a-alternative-1.png cannot be written" in result.stderr
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


def test_results_that_are_there_are_kept_when_that_is_wished(tmp_path):
    (tmp_path / "scans").mkdir()
    for name in ("a.png", "b.png"):
        save(tmp_path / "scans" / name, ramp())
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.png").write_text("retouched")
    result = colorize(tmp_path / "scans", "-o", out, "--keep")
    assert result.exit_code == 0, result.stderr
    assert (out / "a.png").read_text() == "retouched"
    assert Image.open(out / "b.png").mode == "RGB"
    assert "already and are kept: 1." in result.stderr
    again = colorize(tmp_path / "scans", "-o", out, "--keep")
    assert again.exit_code == 0
    assert "already and are kept: 2." in again.stderr
    assert again.stdout == ""


def test_what_is_no_result_of_a_photo_is_not_kept_as_one(tmp_path):
    scans = tmp_path / "scans"
    scans.mkdir()
    save(scans / "a.png", ramp())
    save(scans / "a.tif", ramp())
    before = (scans / "a.png").read_bytes()
    result = colorize(scans, "-o", scans, "--keep")
    assert result.exit_code == 1
    assert "a.png is one of the photos and is not replaced" in result.stderr
    assert (scans / "a.png").read_bytes() == before
    for more in ([], ["--alternatives", 1]):
        result = colorize(scans, "-o", tmp_path / "out", "--keep", *more)
        assert result.exit_code == 1
        assert "a.tif would replace a.png, a result of a.png; rename" in result.stderr
        assert [file.name for file in (tmp_path / "out").iterdir()] == ["a.png"]


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_photo_is_done_when_all_of_it_is_written(tmp_path):
    (tmp_path / "scans").mkdir()
    names = ("a.png", "b.png")
    for name in names:
        save(tmp_path / "scans" / name, np.tile(ramp(512, 512), (4, 4)))
    more = ("--alternatives", "2", "--confidence")
    with started("scans", "-o", "out/", *more, cwd=tmp_path) as process:
        give_up = time.monotonic() + PATIENCE
        while not (tmp_path / "out" / "b-alternative-1.png").exists():
            assert process.poll() is None and time.monotonic() < give_up
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
    assert not (tmp_path / "out" / "b.png").exists()
    assert colorize(tmp_path / "scans", "-o", tmp_path / "out", "--keep", *more).exit_code == 0
    kinds = (".png", "-alternative-1.png", "-alternative-2.png", "-confidence.png")
    wanted = {f"{name[0]}{kind}" for name in names for kind in kinds}
    assert {file.name for file in (tmp_path / "out").iterdir()} == wanted


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_batch_that_is_stopped_says_how_to_go_on(tmp_path):
    (tmp_path / "scans").mkdir()
    for name in ("a.png", "b.png", "c.png"):
        save(tmp_path / "scans" / name, np.tile(ramp(512, 512), (5, 5)))
    with started("scans", "-o", "out/", cwd=tmp_path) as process:
        give_up = time.monotonic() + PATIENCE
        while not (tmp_path / "out" / "a.png").exists():
            assert process.poll() is None and time.monotonic() < give_up
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + signal.SIGTERM
    assert "of 3 photos are done. With --keep the same command goes on" in said
    done = {file.name for file in (tmp_path / "out").iterdir()}
    assert "a.png" in done and "c.png" not in done
    assert all(Image.open(tmp_path / "out" / name).load() for name in done)


def test_files_of_a_folder_that_are_not_read_are_named(tmp_path):
    (tmp_path / "in").mkdir()
    save(tmp_path / "in" / "a.png", ramp())
    for name in ("scan.bmp", "b.heic", ".hidden.bmp", "Thumbs.db", *(f"{n}.gif" for n in range(5))):
        (tmp_path / "in" / name).write_bytes(b"x")
    result = colorize(tmp_path / "in", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert (
        "Left out: 7 files that are not PNG, JPEG, TIFF or WebP (0.gif, 1.gif, 2.gif, 3.gif, 4.gif "
        "and 2 more). Open photos among them in GIMP" in result.stderr
    )


@pytest.mark.skipif(sys.platform != "linux", reason="a folder where even root writes nothing")
def test_a_folder_that_takes_no_files_is_said_before_the_work(tmp_path):
    photo = save(tmp_path / "a.png", ramp())
    for output in ("/proc/self/", "/proc/self/a.png"):
        result = colorize(photo, "-o", output)
        assert result.exit_code == 1
        assert "Nothing can be written into /proc/self" in result.stderr
        assert "Device" not in result.stderr


def test_a_scan_without_grays_is_told(tmp_path):
    page = np.where(np.arange(128 * 128).reshape(128, 128) % 7 < 2, 0, 255).astype(np.uint8)
    Image.fromarray(page).convert("1").save(tmp_path / "fax.tif", compression="group4")
    result = colorize(tmp_path / "fax.tif", "-o", tmp_path / "a.png")
    assert "next to no grays" in result.stderr
    dark = save(tmp_path / "night.png", (ramp() // 8).astype(np.uint8))
    assert "no grays" not in colorize(dark, "-o", tmp_path / "b.png").stderr


def test_settings_that_change_nothing_are_told(tmp_path):
    photo = save(tmp_path / "a.png", ramp())
    given = ("--temperature", "0.5", "--vividness", "1", "--saturation", "1")
    result = colorize(photo, "-o", tmp_path / "b.png", "--colorizer", "larsson2016", *given)
    assert "knows no vividness: --vividness changes nothing." in result.stderr
    assert "no temperature" not in result.stderr
    assert "changes nothing" not in colorize(photo, "-o", tmp_path / "b.png", *given).stderr


def test_weights_that_could_be_installed_are_offered(tmp_path):
    photo = save(tmp_path / "a.png", ramp())
    result = colorize(photo, "-o", tmp_path / "b.png", "--colorizer", "zhang2017")
    assert result.exit_code == 1
    assert "Write: gimp-colorize colorizers install zhang2017" in result.stderr

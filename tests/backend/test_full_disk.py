# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is full is called so, and no photo broken: with real small disks in memory."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import pyvips
from live import backend, call, connect, run, wait_for_state
from photo_samples import npy, ramp, save
from PIL import Image

from backend.photo_files import color_profiles
from backend.photo_files.full_disk import FullDisk
from backend.photo_files.reading import read_photo

SMALL_DISK = (
    *("unshare", "--user", "--map-root-user", "--mount"),
    *("sh", "-c", 'mount -t tmpfs -o size=2m none "$TMPDIR" && exec "$@"', "sh"),
)
"""Runs a program whose folder for temporary files holds 2 MiB; nobody else sees that."""


def can_be_made() -> bool:
    if sys.platform != "linux":
        return False
    try:
        made = subprocess.run(
            ["env", "TMPDIR=/mnt", *SMALL_DISK, "true"], capture_output=True, check=False
        )
    except OSError:
        return False
    return made.returncode == 0


small_disk = pytest.mark.skipif(not can_be_made(), reason="no disks of one's own here")


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setenv("VIPS_DISC_THRESHOLD", "1m")  # of pixels, above which a file holds them
    return folder


@small_disk
def test_the_backend_says_that_the_disk_for_temporary_files_is_full(temporary):
    noise = np.random.default_rng(0).integers(0, 255, (900, 900), dtype=np.uint8)
    large = io.BytesIO()
    Image.fromarray(ramp(2000, 2000)).save(large, "png")

    def check(response) -> None:
        body = response.json()
        assert (response.status_code, body["code"]) == (507, "disk-full"), body
        assert f"disk for temporary files is full (folder {temporary})" in body["detail"]
        assert "Make room there" in body["detail"]

    with backend("--device", "cpu", before=SMALL_DISK) as process:
        here = connect(process)
        wait_for_state(here, "ready")
        kind = {"Content-Type": "image/png"}
        check(call(here, "POST", "/photos", data=large.getvalue(), headers=kind))
        kind = {"Content-Type": "application/x-npy"}
        photo = call(here, "POST", "/photos", data=npy(noise), headers=kind).json()["id"]
        accept = {"Accept": "image/png"}
        check(call(here, "GET", f"/photos/{photo}/color", headers=accept))
        preview = call(here, "GET", f"/photos/{photo}/color?size=300", headers=accept)
        assert preview.status_code == 200


@small_disk
def test_the_command_line_names_the_disk_and_goes_on(temporary, tmp_path):
    save(tmp_path / "large.png", ramp(2000, 2000))
    save(tmp_path / "small.png", ramp())
    photos = [str(tmp_path / name) for name in ("large.png", "small.png")]
    result = run(*photos, "-o", str(tmp_path / "out"), before=SMALL_DISK)
    assert result.returncode == 1
    text = f"Error: large.png: The disk for temporary files is full (folder {temporary})."
    assert text in result.stderr
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["small.png"]


@small_disk
def test_the_command_line_names_the_disk_of_the_results(temporary, tmp_path):
    noise = np.random.default_rng(0).integers(0, 255, (900, 900), dtype=np.uint8)
    photo = save(tmp_path / "photo.png", noise)
    result = run(str(photo), "-o", str(temporary / "out.png"), before=SMALL_DISK)
    assert result.returncode == 1
    assert f"out.png cannot be written: the disk with the folder {temporary}" in result.stderr
    assert "choose another output folder" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_profile_that_finds_no_room_is_not_called_unfit(temporary, monkeypatch):
    monkeypatch.setattr(color_profiles, "_FILE", "/dev/full")
    photo = io.BytesIO()
    profile = pyvips.Operation.call("profile_load", "p3")
    Image.fromarray(np.stack([ramp()] * 3, -1)).save(photo, "png", icc_profile=profile)
    with pytest.raises(FullDisk, match=rf"temporary files is full \(folder {temporary}\)"):
        read_photo(photo.getvalue(), "photo.png", 10_000)

# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize``: files and folders, what it says, and what it never does."""

import errno
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import tifffile
from click.testing import CliRunner, Result
from live import run
from photo_samples import BOATS, camera_data, ramp, save
from PIL import Image
from skimage.color import rgb2lab

from backend.cli import COMMANDS, main
from backend.inference import Inference
from models import registry


def colorize(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.stderr
    return result


@pytest.fixture
def scan(tmp_path) -> Path:
    image = Image.open(BOATS).convert("L").resize((200, 160))
    image.save(tmp_path / "scan.jpg", quality=95, exif=camera_data(), dpi=(600, 600))
    return tmp_path / "scan.jpg"


def chroma(path: Path) -> float:
    return float(np.abs(rgb2lab(np.asarray(Image.open(path).convert("RGB")))[..., 1:]).mean())


def test_one_photo_with_alternatives_in_a_process_of_its_own(tmp_path, scan):
    result = run("scan.jpg", "-o", "color.png", "--alternatives", "2", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    names = ["color-alternative-1.png", "color-alternative-2.png", "color.png"]
    assert result.stdout.split() == names
    assert "Device: " in result.stderr
    pictures = {(tmp_path / name).read_bytes() for name in names}
    assert len(pictures) == 3
    color = Image.open(tmp_path / "color.png")
    assert color.size == (200, 160)
    assert color.getexif()[0x010F] == "Linhof"
    assert np.allclose(color.info["dpi"], 600, atol=0.1)
    assert chroma(tmp_path / "color.png") > 2
    gray = np.asarray(Image.open(scan))
    before = rgb2lab(np.stack([gray] * 3, -1))[..., 0]
    after = rgb2lab(np.asarray(color))[..., 0]
    assert np.quantile(np.abs(before - after), 0.999) < 1


@pytest.mark.parametrize("target", ["png", "jpg", "jpeg", "tif", "tiff", "webp", "PNG"])
def test_every_format(tmp_path, scan, target):
    out = tmp_path / f"out.{target}"
    assert colorize(scan, "-o", out).exit_code == 0
    kind = {"jpg": "JPEG", "jpeg": "JPEG", "tif": "TIFF", "tiff": "TIFF"}
    assert Image.open(out).format == kind.get(target, target.upper())
    assert chroma(out) > 2


@pytest.mark.parametrize("source", ["png", "tif"])
def test_16_bits_stay_16_bits_and_alpha_stays(tmp_path, source):
    gray = ramp(dtype=np.uint16)
    file = save(tmp_path / f"in.{source}", np.stack([gray] * 3 + [gray[::-1]], -1))
    result = colorize(file, "-o", tmp_path / "out.tif")
    assert result.exit_code == 0, result.stderr
    color = tifffile.imread(tmp_path / "out.tif")
    assert color.dtype == np.uint16
    assert np.array_equal(color[..., 3], gray[::-1])
    result = colorize(file, "-o", tmp_path / "out.jpg")
    assert "8 bits" in result.stderr
    assert "transparency" in result.stderr


def test_settings_reach_the_picture(tmp_path, scan):
    out = tmp_path / "out.png"
    assert colorize(scan, "-o", out, "--saturation", 0).exit_code == 0
    assert chroma(out) < 0.5
    arguments = ("--temperature", 0.38, "--vividness", 1, "--saturation", 1.5)
    assert colorize(scan, "-o", out, *arguments, "--colorizer", registry.DEFAULT).exit_code == 0
    assert chroma(out) > 2


def test_a_folder_goes_on_after_a_bad_file(tmp_path, scan):
    scans = tmp_path / "scans ü"
    (scans / "deeper").mkdir(parents=True)
    for name in ("one.jpg", "TWO.JPG", ".hidden.jpg", "deeper/three.jpg"):
        shutil.copy(scan, scans / name)
    (scans / "broken.jpg").write_bytes(scan.read_bytes()[: scan.stat().st_size // 2])
    (scans / "notes.txt").write_text("not a photo")
    out = tmp_path / "colored"
    out.mkdir()
    (out / "one.webp").write_text("from the last time")
    result = colorize(scans, "-o", out, "--format", "webp")
    assert result.exit_code == 1
    assert sorted(file.name for file in out.iterdir()) == ["TWO.webp", "one.webp"]
    assert chroma(out / "one.webp") > 2
    assert "Error: broken.jpg is damaged or incomplete" in result.stderr
    assert "1 of 3 photos could not be coloured." in result.stderr
    assert "1 file that is not PNG, JPEG, TIFF or WebP (notes.txt)" in result.stderr
    assert len(result.stdout.splitlines()) == 2


def test_several_photos_and_folders_that_are_made(tmp_path, scan):
    other = tmp_path / "other.png"
    save(other, ramp())
    assert colorize(scan, other, "-o", tmp_path / "a" / "b").exit_code == 0
    assert {file.name for file in (tmp_path / "a" / "b").iterdir()} == {"scan.png", "other.png"}
    assert colorize(scan, "-o", f"{tmp_path}/new/", "--format", "jpg").exit_code == 0
    assert Image.open(tmp_path / "new" / "scan.jpg").format == "JPEG"


def test_two_photos_never_become_one_file(tmp_path, scan):
    shutil.copy(scan, tmp_path / "scan.jpeg")
    result = colorize(scan, tmp_path / "scan.jpeg", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "would replace scan.png, a result of scan.jpg" in result.stderr
    assert (tmp_path / "out" / "scan.png").exists()


def test_a_photo_is_never_replaced_by_its_result(tmp_path, scan):
    before = scan.read_bytes()
    link = tmp_path / "link.jpg"
    link.symlink_to(scan)
    for out in (scan, link):
        result = colorize(scan, "-o", out)
        assert result.exit_code == 1
        assert "is not replaced" in result.stderr
    result = colorize(tmp_path, "-o", tmp_path, "--format", "jpg")
    assert result.exit_code == 1
    assert scan.read_bytes() == before


def test_an_alternative_never_replaces_a_result_of_another_photo(tmp_path):
    photos = [save(tmp_path / name, ramp()) for name in ("a-alternative-1.png", "a.png")]
    result = colorize(*photos, "-o", tmp_path / "out", "--alternatives", 1)
    assert result.exit_code == 1
    assert "would replace a-alternative-1.png, a result of a-alternative-1.png" in result.stderr
    names = {"a.png", "a-alternative-1.png", "a-alternative-1-alternative-1.png"}
    assert {file.name for file in (tmp_path / "out").iterdir()} <= names


def test_coloured_photos_are_accepted_with_a_note(tmp_path):
    result = colorize(BOATS, "-o", tmp_path / "out.png")
    assert result.exit_code == 0
    assert "toned; only its lightness was used" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["{scan}"], 2, "--output"),
        (["{scan}", "-o", "{tmp}/out.xyz"], 2, "out.xyz does not end in"),
        (["{scan}", "-o", "{tmp}/out"], 2, "end its name with a slash"),
        (["{scan}", "-o", "{tmp}/out.png", "--format", "jpg"], 2, "contradicts"),
        (["{scan}", "-o", "{tmp}/none/out.png"], 1, "does not exist"),
        (["{scan}", "-o", "{scan}/folder/"], 1, "cannot be made"),
        (["{tmp}/nothing.jpg", "-o", "{tmp}/out.png"], 2, "does not exist"),
        (["{tmp}/empty", "-o", "{tmp}/out/"], 1, "no photos"),
        (["{scan}", "-o", "{tmp}/out.png", "--temperature", "3"], 2, "temperature"),
        (["{scan}", "-o", "{tmp}/out.png", "--saturation", "strong"], 2, "saturation"),
        (["{scan}", "-o", "{tmp}/out.png", "--alternatives", "-1"], 2, "alternatives"),
        (["{scan}", "-o", "{tmp}/out.png", "--colorizer", "none"], 1, "no colorizer called"),
        (["{scan}", "-o", "{tmp}/out.png", "--device", "tpu"], 2, "device"),
        (["{scan}", "-o", "{tmp}/out.png", "--max-megapixels", "0.01"], 1, "the limit is"),
        (["{scan}", "-o", "{tmp}/out.png", "--max-megapixels", "inf"], 2, "inf is not a number"),
        (["{scan}", "-o", "{tmp}/out.png", "--max-megapixels", "nan"], 2, "nan is not a number"),
        (["{scan}", "-o", "{tmp}/out.png", "--max-megapixels", "1e300"], 2, "is not a number"),
        (["{scan}", "-o", "{tmp}/out.png", "--temperature", "nan"], 2, "nan is not a number"),
        (["{scan}", "-o", "{tmp}/out.png", "--confidence-measure", "top"], 2, "--confidence; give"),
        (["serve", "--photo-memory", "inf"], 2, "inf is not a number"),
        (["serve", "--max-megapixels", "nan"], 2, "nan is not a number"),
        (["{tmp}/zero.png", "-o", "{tmp}/out.png"], 1, "zero.png is empty"),
        ([], 2, "Usage"),
    ],
)
def test_what_cannot_be_done_is_one_clear_sentence(tmp_path, scan, arguments, code, text):
    (tmp_path / "empty").mkdir()
    (tmp_path / "zero.png").touch()
    given = [argument.format(scan=scan, tmp=tmp_path) for argument in arguments]
    result = colorize(*given)
    assert result.exit_code == code, result.output
    assert text in " ".join(result.stderr.split())
    assert not list(tmp_path.glob("out.*"))
    assert not list(tmp_path.glob(".colorize-*"))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "not enough memory"),
        (OSError(errno.ENOSPC, "No space left on device"), "output is written to is full"),
    ],
)
@pytest.mark.parametrize("command", ["explain", "video"])
def test_lack_of_memory_or_room_is_a_sentence(tmp_path, scan, monkeypatch, error, words, command):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Inference, "load", fail)
    result = colorize(command, scan, "-o", tmp_path / "out.mp4")
    assert result.exit_code == 1
    assert words in result.stderr


def test_damaged_weights_end_the_run_at_once(tmp_path, scan, monkeypatch):
    copy = tmp_path / "weights"
    shutil.copytree(registry.WEIGHTS, copy)
    (copy / f"{registry.DEFAULT}.safetensors").write_bytes(b"damaged")
    monkeypatch.setattr(registry, "WEIGHTS", copy)
    result = colorize(scan, "-o", tmp_path / "out.png")
    assert result.exit_code == 1
    assert "damaged" in result.stderr
    assert not (tmp_path / "out.png").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path, scan):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    result = colorize(scan, "-o", locked / "out.png")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_the_colorizers_are_listed_with_their_licences():
    result = colorize("colorizers")
    assert result.exit_code == 0
    for name in registry.names():
        card = registry.card(name)
        assert name in result.stdout
        assert card.licence in result.stdout
    assert "(default)" in result.stdout
    assert all(len(line) <= 100 for line in result.stdout.splitlines())


def test_help_names_every_command():
    text = colorize("--help").stdout
    assert all(name in text for name in COMMANDS)
    for name in COMMANDS:
        assert "Usage" in colorize(name, "--help").stdout
    assert "is replaced" in colorize("photo", "--help").stdout
    assert "gimp-colorize" in colorize("--version").stdout

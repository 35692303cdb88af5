# SPDX-License-Identifier: GPL-3.0-or-later
"""`gimp-colorize explain`, run as a user does."""

from pathlib import Path

from click.testing import CliRunner
from PIL import Image

from backend.cli import main

PHOTO = Path(__file__).parents[1] / "data" / "nagasaki-boats.jpg"


def test_a_sheet_is_written(tmp_path: Path) -> None:
    target = tmp_path / "sheet.png"
    result = CliRunner().invoke(main, ["explain", str(PHOTO), "-o", str(target)])
    assert result.exit_code == 0, result.output
    assert result.output.strip() == str(target)
    with Image.open(target) as sheet:
        assert sheet.width > 7 * 300
        assert sheet.convert("HSV").getchannel("S").getextrema()[1] > 100


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["explain", str(PHOTO), "-o", str(tmp_path / "no" / "x.png")])
    assert result.exit_code == 1
    assert "x.png cannot be written" in result.output


def test_the_photo_is_never_replaced_by_its_sheet(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(PHOTO.read_bytes())
    result = CliRunner().invoke(main, ["explain", str(photo), "-o", str(photo)])
    assert result.exit_code == 1
    assert "is the photo itself" in result.output
    assert photo.read_bytes() == PHOTO.read_bytes()


def test_a_failure_keeps_the_sheet_that_was_there(tmp_path: Path) -> None:
    target = tmp_path / "sheet.unknown"
    target.write_text("from the last time")
    result = CliRunner().invoke(main, ["explain", str(PHOTO), "-o", str(target)])
    assert result.exit_code == 1
    assert "sheet.unknown cannot be written" in result.output
    assert target.read_text() == "from the last time"
    assert [file.name for file in tmp_path.iterdir()] == [target.name]


def test_a_file_that_is_no_photo_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"not a picture")
    result = CliRunner().invoke(main, ["explain", str(broken)])
    assert result.exit_code == 1
    assert "broken.jpg" in result.output

# SPDX-License-Identifier: GPL-3.0-or-later
"""`gimp-colorize explain`, run as a user does."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from click.testing import CliRunner
from colorizer_samples import IIZUKA, install_iizuka
from PIL import Image

from backend.cli import main
from backend.explanation_sheet import explanation_sheet
from models import registry
from models.explanation import ProbabilityMap

PHOTO = Path(__file__).parents[1] / "data" / "nagasaki-boats.jpg"


def test_a_sheet_is_written(tmp_path: Path) -> None:
    target = tmp_path / "sheet.png"
    result = CliRunner().invoke(main, ["explain", str(PHOTO), "-o", str(target)])
    assert result.exit_code == 0, result.output
    assert result.output.strip() == str(target)
    with Image.open(target) as sheet:
        assert sheet.width > 7 * 300
        assert sheet.convert("HSV").getchannel("S").getextrema()[1] > 100


def test_fine_lines_of_a_large_photo_are_averaged(tmp_path: Path) -> None:
    lines = np.zeros((1800, 2700), np.uint8)
    lines[::3] = 255
    Image.fromarray(lines).save(tmp_path / "lines.png")
    target = tmp_path / "sheet.png"
    result = CliRunner().invoke(main, ["explain", str(tmp_path / "lines.png"), "-o", str(target)])
    assert result.exit_code == 0, result.output
    with Image.open(target) as sheet:
        gray = np.asarray(sheet.convert("L"))
    # A third of the light, 156 in sRGB, where rows left out would be all white or all black.
    assert (np.abs(gray.astype(int) - 156) < 8).mean() > 0.05


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


def test_a_colorizer_that_knows_no_temperature_has_one_answer(home: Path, tmp_path: Path) -> None:
    folder = home / "colorizers"
    folder.mkdir(parents=True)
    shutil.copy(registry.weights_file("compact"), folder)
    replace(registry.card("compact"), capabilities=("distribution",)).write(folder / "compact.json")
    target = tmp_path / "sheet.png"
    result = CliRunner().invoke(main, ["explain", str(PHOTO), "-o", str(target)])
    assert result.exit_code == 0, result.output
    with Image.open(target) as sheet:
        beside_the_answer = sheet.crop((340, 16, sheet.width, 200))
        assert beside_the_answer.getextrema() == ((250, 250),) * 3


def test_a_colorizer_that_gives_single_colours_is_refused(home: Path, tmp_path: Path) -> None:
    install_iizuka(home / "colorizers")
    target = tmp_path / "sheet.png"
    arguments = ["explain", str(PHOTO), "-o", str(target), "--colorizer", IIZUKA]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "Tiny Iizuka predicts a single colour" in result.output
    assert not target.exists()


def test_the_most_probable_map_is_drawn_however_little_it_is() -> None:
    places = [
        ProbabilityMap(row, 0, (90, 90, 200), torch.full((4, 5), 0.001 * (1 + row)))
        for row in range(3)
    ]
    sheet = explanation_sheet([("", np.zeros((8, 10, 3), np.uint8))], places)
    colours = sheet.getcolors(sheet.width * sheet.height)
    assert (90, 90, 200) in {colour for _, colour in colours}

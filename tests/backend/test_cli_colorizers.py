# SPDX-License-Identifier: GPL-3.0-or-later
"""``gimp-colorize colorizers``: listing, installing, removing and measuring."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result
from PIL import Image
from skimage import data

from backend.cli import main
from models import registry
from models.decoding import DecoderSettings
from models.published.releases import RELEASES


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLORIZE_AUTO_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "colorizers"


def colorizers(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["colorizers", *arguments])


def test_the_list_names_what_can_be_installed() -> None:
    result = colorizers()
    assert result.exit_code == 0
    for name, release in RELEASES.items():
        assert f"{name} (not installed)" in result.stdout
        assert f"gimp-colorize colorizers install {name}" in result.stdout
        assert release.licence in result.stdout
    assert "shipped with the program" in result.stdout
    assert all(len(line) <= 100 for line in result.stdout.splitlines())


def test_the_list_says_how_good_a_colorizer_is_beside_the_default_one() -> None:
    text = " ".join(colorizers().output.split())
    card = registry.card("larsson2016")
    own, default = card.metrics["settings"][0], registry.card("compact").metrics["settings"][0]
    assert f"{own['auc_raw']:.1f} / {own['auc_rebalanced']:.1f}" in text
    assert f"compact {default['auc_raw']:.1f} / {default['auc_rebalanced']:.1f}" in text
    assert "6.1 million parameters, 0.5625 of the published width" in text
    assert "defaults temperature 1, saturation 1 figures" in text  # vividness does nothing there


def test_installing_from_a_file_and_removing_it(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "siggraph17.pth"
    torch.save(registry.network("zhang2017")().state_dict(), file)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    monkeypatch.setitem(RELEASES, "zhang2017", replace(RELEASES["zhang2017"], sha256=digest))
    result = colorizers("install", "zhang2017", "--from", str(file))
    assert result.exit_code == 0, result.output
    assert "Zhang 2017 (authors' weights) is installed. Licence: BSD-2-Clause." in result.stdout
    assert (home / "zhang2017.safetensors").stat().st_size < 70_000_000
    listed = colorizers().stdout
    assert "installed by you" in listed
    assert "zhang2017 (not installed)" not in listed

    result = colorizers("remove", "zhang2017")
    assert result.exit_code == 0
    assert "zhang2017 is removed." in result.stdout
    assert list(home.iterdir()) == []


def test_an_unreadable_card_is_named_passed_over_and_can_be_removed(home: Path) -> None:
    home.mkdir(parents=True)
    card = home / "zhang2016.json"
    card.touch()
    result = colorizers()
    assert result.exit_code == 0, result.output
    assert "zhang2016 (not installed)" in result.stdout
    assert "installed by you" not in result.stdout

    result = colorizers("remove", "zhang2016")
    assert result.exit_code == 0, result.output
    assert result.stdout == "zhang2016 is removed. The shipped weights are used again.\n"
    assert not card.exists()


def test_a_broken_file_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "weights.pth"
    file.write_bytes(b"PK broken")
    result = colorizers("install", "zhang2016", "--from", str(file))
    assert result.exit_code == 1
    assert "9b330a0bae53" in result.stderr
    assert "fetch it again" in result.stderr
    assert "Traceback" not in result.output


def test_names_that_cannot_be_installed_or_removed() -> None:
    result = colorizers("install", "kodachrome")
    assert result.exit_code == 2
    assert "zhang2016" in result.stderr
    for name in ("compact", "../../etc"):
        result = colorizers("remove", name)
        assert result.exit_code == 1
        assert "not among" in result.stderr


def test_a_card_is_written_again_with_other_settings_and_what_they_bring(
    home: Path, tmp_path: Path
) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    photo = Image.fromarray(data.astronaut()).resize((128, 128))
    for number, turned in enumerate((photo, photo.rotate(90))):
        turned.save(photos / f"{number}.png")
    (photos / "broken.jpg").write_bytes(b"no photo")
    before = registry.card("compact")
    arguments = ("measure", "compact", "--validation", str(photos), "-o", str(home))
    dials = "--vividness", "0.3", "--saturation", "1.25", "--smoothing", "0.2"
    result = colorizers(*arguments, *dials)
    assert result.exit_code == 0, result.output

    card = registry.card("compact")  # the user's own before the shipped one
    assert card.defaults == DecoderSettings(before.temperature, 0.3, 1.25)
    assert card.smoothing == 0.2
    assert registry.read_weights("compact")  # they are the ones of the card
    assert card.training == before.training
    assert card.metrics["photos"] == 2
    own, rebalanced, natural = card.metrics["settings"]
    assert (own["vividness"], own["saturation"]) == (0.3, 1.25)
    assert (rebalanced["vividness"], natural["vividness"]) == (1.0, 0.0)
    assert own["colourfulness"] > natural["colourfulness"] > 0
    assert f"{own['auc_raw']:.1f} / {own['auc_rebalanced']:.1f}" in result.output
    listed = " ".join(colorizers().output.split())
    assert f"temperature {before.temperature:g}, vividness 0.3, saturation 1.25" in listed

    again = colorizers(*arguments, "--saturation", "1")  # where the weights lie already
    assert again.exit_code == 0, again.output
    card = registry.card("compact")
    assert card.defaults == DecoderSettings(before.temperature, 0.3, 1.0)
    assert card.smoothing == 0.2


@pytest.mark.parametrize(
    ("name", "saturation", "said"),
    [
        ("compact", "1", "no photo"),
        ("compact", "0", "must be above 0"),
        ("kodachrome", "1", "no colorizer called"),
    ],
)
def test_what_cannot_be_measured_is_said_and_no_card_is_written(
    home: Path, tmp_path: Path, name: str, saturation: str, said: str
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    arguments = ("--validation", str(empty), "--saturation", saturation, "-o", str(home))
    result = colorizers("measure", name, *arguments)
    assert result.exit_code == 1
    assert said in result.stderr.lower()
    assert "Traceback" not in result.output
    assert not home.exists()
